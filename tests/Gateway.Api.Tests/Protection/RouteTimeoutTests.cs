using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Gateway.Api.Tests.Protection;

/// <summary>Time of a request, for each route: what takes longer is a 504, and the service is no longer asked.</summary>
public sealed class RouteTimeoutTests : IAsyncLifetime
{
    private const string Short = "00:00:00.300";

    private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Upstream service = null!;

    public async ValueTask InitializeAsync() => service = await Upstream.StartAsync(async context =>
    {
        if (context.Request.Path.StartsWithSegments("/prices"))
        {
            await goOn.Task;
            await Upstream.Json("1")(context);
            return;
        }

        if (context.Request.Path.Value!.EndsWith("/head", StringComparison.Ordinal))
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync("some");
            await context.Response.Body.FlushAsync();
        }

        await Upstream.Hang(context);
    });

    public async ValueTask DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_route_whose_time_is_over_is_a_504_with_its_code_and_the_call_ends()
    {
        await using var gateway = Start();
        using var client = gateway.CreateClient();

        using var answer = await client.GetAsync("/catalog/products/1");

        Assert.Equal((HttpStatusCode.GatewayTimeout, "gateway-timeout"), (answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]));
        await service.CallerGone.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Each_route_has_its_own_time()
    {
        await using var gateway = Start(("ReverseProxy:Routes:pricing:Timeout", "00:01:00"), ("ReverseProxy:Clusters:pricing:HttpRequest:ActivityTimeout", "00:01:00"));
        using var client = gateway.CreateClient();

        var patient = client.GetAsync("/pricing/prices/1");
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await client.GetAsync("/catalog/products/1")).StatusCode);
        goOn.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await patient).StatusCode);
    }

    [Fact]
    public async Task An_answer_that_has_begun_is_cut_and_never_looks_whole()
    {
        await using var gateway = Start();
        using var client = gateway.CreateClient();

        using var answer = await client.GetAsync("/catalog/products/head", HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync());
        await service.CallerGone.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_composed_answer_goes_by_its_budget_whatever_routes_say()
    {
        await using var gateway = Start(
            ("Gateway:CompositionDefaults:Budget", "00:00:00.500"), ("Gateway:CompositionDefaults:PartTimeout", "00:00:00.400"), ("ReverseProxy:Routes:catalog:Timeout", "00:01:00"));
        using var client = gateway.CreateClient();

        using var answer = await client.GetAsync("/api/products/1");

        Assert.Equal((HttpStatusCode.GatewayTimeout, "part-timed-out"), (answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]));
    }

    private GatewayApp Start(params (string Key, string Value)[] more)
    {
        var settings = GatewayApp.Addresses(("catalog", service.Address), ("pricing", service.Address));
        settings["ReverseProxy:Routes:catalog:Timeout"] = Short;
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return new(settings);
    }
}
