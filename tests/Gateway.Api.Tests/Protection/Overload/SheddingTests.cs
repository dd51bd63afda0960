using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Gateway.Api.Protection.Overload;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Gateway.Api.Tests.Protection.Overload;

/// <summary>What a client sees when a service has as many calls as it may.</summary>
public sealed class SheddingTests : IAsyncLifetime
{
    private const int CallsMax = 10;
    private Upstream hanging = null!;
    private Upstream good = null!;
    private GatewayApp gateway = null!;
    private HttpClient client = null!;
    private AdaptiveLimit limit = null!;
    private readonly List<AdaptiveLimit.Entry> taken = [];

    public async ValueTask InitializeAsync()
    {
        hanging = await Upstream.StartAsync(Upstream.Json("1"));
        good = await Upstream.StartAsync(Upstream.Json("2"));
        var settings = GatewayApp.Addresses(
            ("catalog", hanging.Address), ("inventory", hanging.Address), ("pricing", good.Address), ("reviews", good.Address), ("recommendations", good.Address));
        settings["Gateway:Overload:UpstreamConcurrencyMax"] = CallsMax.ToString(CultureInfo.InvariantCulture);
        gateway = new(settings);
        client = gateway.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await hanging.DisposeAsync();
        await good.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_required_service_the_answer_is_503_at_once_and_nothing_is_asked()
    {
        await FillAsync("catalog");

        var refused = await client.GetAsync("/api/products/1");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "overloaded"), (refused.StatusCode, await CodeAsync(refused)));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Empty(good.Targets);
        Assert.Empty(hanging.Targets);

        taken.ForEach(entry => limit.Leave(entry, CallOutcome.Failed));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/products/1")).StatusCode);
    }

    [Fact]
    public async Task An_optional_part_is_left_out_with_its_reason_and_not_tried_again()
    {
        await FillAsync("inventory");

        var page = JsonNode.Parse(await client.GetStringAsync("/api/products/1"))!;

        Assert.Equal("""{"stock":"overloaded"}""", page["_partial"]!.ToJsonString());
        Assert.DoesNotContain("/stock/1", hanging.Targets);
    }

    [Fact]
    public async Task A_route_that_passes_through_is_refused_the_same_way()
    {
        await FillAsync("catalog");

        var refused = await client.GetAsync("/catalog/products/1");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "overloaded"), (refused.StatusCode, await CodeAsync(refused)));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Empty(hanging.Targets);
    }

    /// <summary>Takes every place of the service: one that somebody else has at this moment, once it is free.</summary>
    private async Task FillAsync(string service)
    {
        limit = gateway.Services.GetRequiredService<UpstreamLimits>().Of(service);
        await Eventually.BecomesAsync("this test to have all places of the service", () => Task.FromResult(Take()), count => count == CallsMax);
    }

    private int Take()
    {
        while (limit.TryEnter(isOptional: false, out var entry))
        {
            taken.Add(entry);
        }

        return taken.Count;
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"];
}
