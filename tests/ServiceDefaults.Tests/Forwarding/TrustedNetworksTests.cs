using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Forwarding;

namespace ServiceDefaults.Tests.Forwarding;

public sealed class TrustedNetworksTests
{
    private static readonly string[] Private = ["10.0.0.0/8", "100.64.0.0/10"];

    [Theory]
    // Ingress before gateway before ingress: the client is the first that is no proxy of ours.
    [InlineData("100.100.0.5", "203.0.113.7, 10.0.0.9", "203.0.113.7")]
    // What a client writes itself stands before what the first proxy saw.
    [InlineData("100.100.0.5", "1.1.1.1, 203.0.113.7", "203.0.113.7")]
    // Nobody believes a stranger.
    [InlineData("203.0.113.7", "1.1.1.1", "203.0.113.7")]
    public async Task The_client_is_the_last_address_that_is_none_of_ours(string remote, string forwarded, string expected)
    {
        var options = new ForwardedHeadersOptions();
        options.Believe(ForwardedHeaders.XForwardedFor, Private);

        Assert.Equal(expected, await ClientOf(options, remote, forwarded));
    }

    private static async Task<string> ClientOf(ForwardedHeadersOptions options, string remote, string forwarded)
    {
        var app = new ApplicationBuilder(new ServiceCollection().AddLogging().BuildServiceProvider());
        app.UseForwardedHeaders(options);
        app.Run(_ => Task.CompletedTask);
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        await app.Build()(context);
        return context.Connection.RemoteIpAddress!.ToString();
    }
}
