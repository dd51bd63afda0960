using Gateway.Api.Proxy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Gateway.Api.Tests.Proxy;

/// <summary>The address of a service in a deployment, whose ingress and certificate know it by its full host name.</summary>
public sealed class DeployedAddressTests
{
    private const string Host = "chat.internal.example.org";

    [Theory]
    [InlineData(null, "chat")]
    [InlineData(Host, Host)]
    public async Task A_resolved_destination_is_asked_under_the_host_that_it_says_and_else_under_the_services_bare_name(string? host, string expected)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["services:chat:https:0"] = $"https://{Host}" }).Build();
        await using var services = new ServiceCollection()
            .AddLogging().AddSingleton<IConfiguration>(configuration).AddServiceDiscovery().AddProxy(configuration).BuildServiceProvider();

        var resolved = await services.GetRequiredService<IDestinationResolver>().ResolveDestinationsAsync(
            new Dictionary<string, DestinationConfig> { ["chat"] = new() { Address = "https+http://chat", Host = host } }, TestContext.Current.CancellationToken);

        var destination = Assert.Single(resolved.Destinations).Value;
        Assert.Equal(($"https://{Host}/", expected), (destination.Address, destination.Host));
    }
}
