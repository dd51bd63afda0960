using Gateway.Api.Proxy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Gateway.Api.Tests.Proxy;

/// <summary>The address of a service in a deployment, whose ingress and certificate know it by its full host name.</summary>
public sealed class DeployedAddressTests
{
    [Fact]
    public async Task A_service_is_asked_by_https_under_the_host_of_its_address_and_not_under_its_bare_name()
    {
        const string address = "https://chat.internal.example.org";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["services:chat:https:0"] = address }).Build();
        await using var services = new ServiceCollection()
            .AddLogging().AddSingleton<IConfiguration>(configuration).AddServiceDiscovery().AddProxy(configuration).BuildServiceProvider();

        var resolved = await services.GetRequiredService<IDestinationResolver>().ResolveDestinationsAsync(
            new Dictionary<string, DestinationConfig> { ["chat"] = new() { Address = "https+http://chat" } }, TestContext.Current.CancellationToken);

        // Without a host of its own YARP sends the address's.
        var destination = Assert.Single(resolved.Destinations).Value;
        Assert.Equal(($"{address}/", null), (destination.Address, destination.Host));
    }
}
