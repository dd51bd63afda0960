using System.Text.Json.Nodes;
using GatewayModel;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Api.Tests.Protection.Breakers;

/// <summary>Parts of a service that only fails: at once, with a reason of their own, and without its being asked.</summary>
public sealed class PartBreakerTests
{
    private const int Enough = 20;
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(nameof(Deed.Refused))]
    [InlineData(nameof(Deed.LostBeforeAnswer))]
    [InlineData(nameof(Deed.LostInBody))]
    [InlineData(nameof(Deed.ServerError))]
    [InlineData(nameof(Deed.Unavailable))]
    public async Task Each_way_to_fail_opens_it_and_the_part_fails_at_once(string deed)
    {
        using var upstreams = Script([new(Enum.Parse<Deed>(deed), "{}")]);
        using var gateway = Gateway(upstreams, """ "Retries": 0 """);

        await AskAsync(gateway, Enough + 5);
        var asked = upstreams.CallsTo("catalog");

        Assert.Equal("""{"price":1,"_partial":{"product":"circuit-open"}}""", (await gateway.SendAsync(new("page"))).Text);
        Assert.Equal(asked, upstreams.CallsTo("catalog"));
    }

    [Theory]
    [InlineData(nameof(Deed.Hang))]
    [InlineData(nameof(Deed.HangInBody))]
    public async Task A_service_that_answers_nobody_in_time_opens_it(string deed)
    {
        using var upstreams = Script([new(Enum.Parse<Deed>(deed), "{}")]);
        using var gateway = Gateway(upstreams, """ "Retries": 0, "Coalesce": false, "Timeout": "00:00:01" """);

        var asking = Enumerable.Range(0, Enough).Select(_ => gateway.SendAsync(new("page"))).ToArray();
        await Support.Eventually.BecomesAsync("calls under way", () => Task.FromResult(upstreams.CallsTo("catalog")), calls => calls == Enough);
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(asking);

        Assert.Equal("""{"price":1,"_partial":{"product":"circuit-open"}}""", (await gateway.SendAsync(new("page"))).Text);
    }

    [Theory]
    [InlineData(nameof(Deed.NotFound), "not-found")]
    [InlineData(nameof(Deed.Gone), "bad-status")]
    [InlineData(nameof(Deed.CutShort), "not-json")]
    [InlineData(nameof(Deed.Html), "wrong-content-type")]
    public async Task A_service_that_answers_is_not_down_whatever_it_says(string deed, string reason)
    {
        using var upstreams = Script([new(Enum.Parse<Deed>(deed), "{}")]);
        using var gateway = Gateway(upstreams, """ "Retries": 0 """);

        await AskAsync(gateway, 2 * Enough);

        Assert.Equal($$$"""{"price":1,"_partial":{"product":"{{{reason}}}"}}""", (await gateway.SendAsync(new("page"))).Text);
    }

    [Fact]
    public async Task A_good_probe_brings_the_part_back()
    {
        using var upstreams = Script([.. Enumerable.Repeat(new Behaviour(Deed.ServerError, ""), Enough), new(Deed.Json, "7")]);
        using var gateway = Gateway(upstreams, """ "Retries": 0 """);
        await AskAsync(gateway, Enough);
        Assert.Equal("""{"price":1,"_partial":{"product":"circuit-open"}}""", (await gateway.SendAsync(new("page"))).Text);

        time.Advance(TimeSpan.FromSeconds(2.1));

        Assert.Equal("""{"price":1,"product":7}""", (await gateway.SendAsync(new("page"))).Text);
        Assert.Equal(Enough + 1, upstreams.CallsTo("catalog"));
    }

    [Fact]
    public async Task A_required_part_is_a_502_that_says_when_to_come_back()
    {
        using var upstreams = Script([new(Deed.Refused, "")]);
        using var gateway = Gateway(upstreams, """ "Retries": 0, "Required": true """);
        await AskAsync(gateway, Enough);

        var refused = await gateway.SendAsync(new("page"));

        var problem = JsonNode.Parse(refused.Text)!;
        Assert.Equal((502, "part-failed", "product", "circuit-open"), (refused.Status, (string?)problem["code"], (string?)problem["part"], (string?)problem["reason"]));
        Assert.InRange(int.Parse(refused.Headers.RetryAfter.ToString(), null), 1, 3);
    }

    [Fact]
    public async Task A_part_that_is_not_called_spends_nothing_of_the_budget_for_extra_calls()
    {
        const int InHand = 10;
        Behaviour[] failsThenAnswers = [new(Deed.ServerError, ""), new(Deed.Json, "8")];
        using var upstreams = Script(
        [
            .. Enumerable.Repeat(new Behaviour(Deed.Hang, ""), Enough), new(Deed.Json, "7"),
            .. Enumerable.Repeat(failsThenAnswers, InHand).SelectMany(pair => pair), new(Deed.ServerError, ""),
        ]);
        using var gateway = Gateway(upstreams, """ "Retries": 1, "Hedge": "00:00:10", "Coalesce": false, "Timeout": "00:00:01" """, percent: 0);
        var asking = Enumerable.Range(0, Enough).Select(_ => gateway.SendAsync(new("page"))).ToArray();
        await Support.Eventually.BecomesAsync("calls under way", () => Task.FromResult(upstreams.CallsTo("catalog")), calls => calls == Enough);
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(asking);

        await AskAsync(gateway, 100);
        Assert.Equal(Enough, upstreams.CallsTo("catalog"));
        time.Advance(TimeSpan.FromSeconds(2.1));
        Assert.Equal("""{"price":1,"product":7}""", (await gateway.SendAsync(new("page"))).Text);

        // All that was in hand is still there.
        for (var i = 0; i < InHand; i++)
        {
            Assert.Equal("""{"price":1,"product":8}""", (await gateway.SendAsync(new("page"))).Text);
        }

        Assert.Equal("""{"price":1,"_partial":{"product":"bad-status"}}""", (await gateway.SendAsync(new("page"))).Text);
    }

    [Fact]
    public async Task A_kept_answer_stands_in_for_a_part_that_is_not_called()
    {
        using var upstreams = Script([new(Deed.Json, "7"), new(Deed.Refused, "")]);
        using var gateway = Gateway(upstreams, """ "Retries": 0, "Cache": { "Ttl": "00:00:01", "StaleIfError": "01:00:00" } """);
        await gateway.SendAsync(new("page"));
        time.Advance(TimeSpan.FromSeconds(10));
        await AskAsync(gateway, Enough + 1);
        var asked = upstreams.CallsTo("catalog");

        Assert.Equal("""{"price":1,"product":7}""", (await gateway.SendAsync(new("page"))).Text);
        Assert.Equal(asked, upstreams.CallsTo("catalog"));
    }

    private static async Task AskAsync(OfflineGateway gateway, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await gateway.SendAsync(new("page"));
        }
    }

    private static ScriptedUpstreams Script(Behaviour[] catalog) => new(new Dictionary<string, Behaviour[]> { ["catalog"] = catalog, ["pricing"] = [new(Deed.Json, "1")] });

    private OfflineGateway Gateway(HttpMessageHandler upstreams, string product, int percent = 10) => new(
        OfflineGateway.Configuration(
            $$"""
            { "CompositionDefaults": { "ExtraCallsPercent": {{percent}} }, "Compositions": { "page": { "Path": "/page/{id}", "Access": "Anonymous", "Budget": "00:00:02", "Parts": {
                "product": { "Service": "catalog", "Path": "/p/{id}", {{product}} }, "price": { "Service": "pricing", "Path": "/p/{id}" } } } } }
            """),
        upstreams, time, withBreakers: true);
}
