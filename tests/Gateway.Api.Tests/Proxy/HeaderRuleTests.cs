using Gateway.Api.Tests.Wire;
using Microsoft.AspNetCore.Http;

namespace Gateway.Api.Tests.Proxy;

/// <summary>What one connection, or only the inside, may know stays there.</summary>
public sealed class HeaderRuleTests
{
    [Fact]
    public async Task Headers_of_one_connection_and_of_the_inside_are_stripped_both_ways()
    {
        Dictionary<string, string>? seen = null;
        await using var upstream = await Upstream.StartAsync(context =>
        {
            seen = context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            context.Response.Headers.Server = "inside/1.0";
            context.Response.Headers["X-Powered-By"] = "inside";
            context.Response.Headers["X-Internal-Node"] = "node-7";
            context.Response.Headers["X-Hop"] = "1";
            context.Response.Headers.Connection = "X-Hop";
            context.Response.Headers["X-Kept"] = "1";
            return context.Response.WriteAsync("reached");
        });
        await using var gateway = new GatewayApp(GatewayApp.Addresses(("catalog", upstream.Address)));

        // Of "close, X-Named" the server keeps "close" alone (docs/gateway-protection.md); in HTTP/1.0 a connection ends without being asked to.
        var answer = await RawClient.AskAsync(gateway.Address, string.Join("\r\n",
            "GET /catalog/products/1 HTTP/1.0", "Host: localhost", "Connection: X-Named", "X-Named: 1", "Keep-Alive: 5", "TE: trailers",
            "Proxy-Authorization: Basic x", "Proxy-Connection: keep-alive", "X-Internal-User: root", "X-Budget-Ms: 999999", "X-Api-Key: secret",
            "X-Original-URL: /faults", "X-HTTP-Method-Override: DELETE", "Forwarded: for=1.2.3.4", "X-Forwarded-For: 1.2.3.4", "X-Kept: 1", "", ""));

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        string[] stripped =
        [
            "X-Named", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "X-Internal-User", "X-Budget-Ms", "X-Api-Key", "X-Original-URL",
            "X-HTTP-Method-Override", "Forwarded",
        ];
        Assert.Equal([], stripped.Where(seen!.ContainsKey));
        Assert.Equal(("1", "127.0.0.1"), (seen["X-Kept"], seen["X-Forwarded-For"].Replace("::ffff:", "", StringComparison.Ordinal)));
        string[] hidden = ["Server:", "X-Powered-By:", "X-Internal-Node:", "X-Hop:"];
        Assert.DoesNotContain(hidden, name => answer.Contains(name, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("X-Kept: 1", answer, StringComparison.Ordinal);
    }
}
