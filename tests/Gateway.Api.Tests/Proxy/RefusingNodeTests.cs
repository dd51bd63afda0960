using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gateway.Api.Tests.Proxy;

/// <summary>
/// Two nodes of a service, one of which always refuses: a refused connection has had nothing of the call, so the other is asked, nobody
/// sees it, and it costs nothing of the budget for retries.
/// </summary>
public sealed class RefusingNodeTests : IAsyncLifetime
{
    private const int Requests = 300;
    private const int AtOnce = 50;

    private Upstream alive = null!;
    private GatewayApp gateway = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        alive = await Upstream.StartAsync(Upstream.Json("1"));
        var settings = GatewayApp.Addresses(
            ("catalog", "http://127.0.0.1:1"), ("catalog", "http://127.0.0.1:2"), ("catalog", alive.Address), ("pricing", alive.Address), ("pricing", "http://127.0.0.1:1"));
        // The nodes stay in rotation, as one does that refuses for the first time.
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Active:Enabled"] = "false";
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Passive:Enabled"] = "false";
        // A machine that stalls is no overload here.
        settings["Gateway:Overload:GatewayConcurrencyMin"] = "1000";
        settings["Gateway:Overload:UpstreamConcurrencyMin"] = "1000";
        settings["Gateway:Compositions:page:Path"] = "/page/{id}";
        settings["Gateway:Compositions:page:Access"] = "Anonymous";
        settings["Gateway:Compositions:page:Budget"] = "00:00:30";
        foreach (var (part, service) in new[] { ("product", "catalog"), ("price", "pricing") })
        {
            var key = $"Gateway:Compositions:page:Parts:{part}";
            settings[$"{key}:Service"] = service;
            settings[$"{key}:Path"] = "/things/{id}";
            settings[$"{key}:Required"] = "true";
            settings[$"{key}:Timeout"] = "00:00:30";
            settings[$"{key}:Retries"] = "0";
            settings[$"{key}:Coalesce"] = "false";
        }

        gateway = new(settings);
        client = gateway.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await gateway.DisposeAsync();
        await alive.DisposeAsync();
    }

    [Theory]
    [InlineData("/page/1")]
    [InlineData("/catalog/products/1")]
    public async Task One_call_after_another_fails_none(string path)
    {
        for (var i = 0; i < Requests; i++)
        {
            await AskAsync(path);
        }
    }

    [Theory]
    [InlineData("/page/1")]
    [InlineData("/catalog/products/1")]
    public async Task Many_calls_at_once_fail_none(string path) => await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
    {
        for (var i = 0; i < Requests / AtOnce; i++)
        {
            await AskAsync(path);
        }
    }));

    private async Task AskAsync(string path)
    {
        using var answer = await client.GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
