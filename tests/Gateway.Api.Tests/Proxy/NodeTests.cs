using System.Net;
using Microsoft.AspNetCore.Http;
using Support;

namespace Gateway.Api.Tests.Proxy;

/// <summary>Two nodes of a service, one of which is not well.</summary>
public sealed class NodeTests
{
    [Fact]
    public async Task A_node_that_is_gone_costs_nobody_an_answer_whatever_the_method()
    {
        await using var alive = await Upstream.StartAsync(async context => await context.Response.WriteAsync(await new StreamReader(context.Request.Body).ReadToEndAsync()));
        var gone = await Upstream.StartAsync(Upstream.Json("1"));
        var settings = GatewayApp.Addresses(("catalog", gone.Address), ("catalog", alive.Address));
        await gone.DisposeAsync();
        settings["ReverseProxy:Routes:catalog:Match:Methods:2"] = "POST";
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Active:Enabled"] = "false";
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Passive:Enabled"] = "false";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();

        for (var i = 0; i < 20; i++)
        {
            var body = $"body {i}";
            var answer = await client.PostAsync("/catalog/products/1", new StringContent(body));
            Assert.Equal((HttpStatusCode.OK, body), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        Assert.Equal(20, alive.Targets.Count);
    }

    [Fact]
    public async Task A_node_that_fails_again_and_again_is_taken_out_and_comes_back()
    {
        var isWell = false;
        await using var good = await Upstream.StartAsync(Upstream.Json("\"good\""));
        await using var bad = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = isWell ? 200 : 500;
            return context.Response.WriteAsync("bad");
        });
        await using var gateway = new GatewayApp(Outliers(GatewayApp.Addresses(("catalog", good.Address), ("catalog", bad.Address))));
        using var client = gateway.CreateClient();

        await Eventually.BecomesAsync("twenty good answers in a row", () => StatusesAsync(client, 20), statuses => statuses.All(status => status == 200));
        isWell = true;
        var before = bad.Targets.Count;

        await Eventually.BecomesAsync(
            "the node to be asked again",
            async () =>
            {
                await client.GetAsync("/catalog/products/1");
                return bad.Targets.Count;
            },
            count => count > before);
    }

    [Fact]
    public async Task What_all_nodes_do_is_no_outlier()
    {
        await using var first = await Upstream.StartAsync(Fail);
        await using var second = await Upstream.StartAsync(Fail);
        var settings = Outliers(GatewayApp.Addresses(("catalog", first.Address), ("catalog", second.Address)));
        settings["Gateway:Breakers:Enabled"] = "false";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();

        Assert.All(await StatusesAsync(client, 60), status => Assert.Equal(500, status));
        Assert.Equal(60, first.Targets.Count + second.Targets.Count);
    }

    [Fact]
    public async Task A_node_whose_health_is_bad_gets_nothing()
    {
        await using var good = await Upstream.StartAsync(Upstream.Json("1"));
        await using var sick = await Upstream.StartAsync(Upstream.Json("1"));
        var settings = GatewayApp.Addresses(("catalog", good.Address), ("catalog", sick.Address));
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Active:Interval"] = "00:00:00.100";
        sick.IsHealthy = false;
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();

        await Eventually.BecomesAsync(
            "twenty requests at the good node",
            async () =>
            {
                sick.Targets.Clear();
                await StatusesAsync(client, 20);
                return sick.Targets.Count;
            },
            count => count == 0);
    }

    private static Task Fail(HttpContext context)
    {
        context.Response.StatusCode = 500;
        return Task.CompletedTask;
    }

    private static Dictionary<string, string?> Outliers(Dictionary<string, string?> settings)
    {
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Active:Enabled"] = "false";
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Passive:ReactivationPeriod"] = "00:00:01";
        return settings;
    }

    private static async Task<List<int>> StatusesAsync(HttpClient client, int count)
    {
        var statuses = new List<int>();
        for (var i = 0; i < count; i++)
        {
            statuses.Add((int)(await client.GetAsync("/catalog/products/1")).StatusCode);
        }

        return statuses;
    }
}
