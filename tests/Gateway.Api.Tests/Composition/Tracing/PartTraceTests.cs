using System.Collections.Concurrent;
using System.Diagnostics;
using GatewayModel;
using Microsoft.Extensions.Time.Testing;
using Support;

namespace Gateway.Api.Tests.Composition.Tracing;

/// <summary>One span for each part, which says how the part came to its answer.</summary>
public sealed class PartTraceTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly Activity test = new Activity("test").Start();
    private readonly ActivityListener listener;

    public PartTraceTests()
    {
        listener = new()
        {
            // Other tests' requests have other traces.
            ShouldListenTo = source => source.Name == "Gateway",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == test.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == test.TraceId)
                {
                    ended.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public void Dispose()
    {
        listener.Dispose();
        test.Stop();
    }

    [Fact]
    public async Task Each_part_that_is_called_has_a_span_beneath_that_of_the_answer()
    {
        using var upstreams = Script(("catalog", [Json("1")]), ("pricing", [Json("2")]));
        using var gateway = Page(upstreams, """ "product": { "Service": "catalog", "Path": "/p/{id}" }, "price": { "Service": "pricing", "Path": "/p/{id}" } """);

        await gateway.SendAsync(new("page"));

        var answer = Assert.Single(ended, span => span.OperationName == "compose");
        Assert.Equal(["part price pricing call", "part product catalog call"], Parts().Select(Said).Order(StringComparer.Ordinal));
        Assert.All(Parts(), span => Assert.Equal((answer.SpanId, ActivityStatusCode.Unset), (span.ParentSpanId, span.Status)));
        // The caller's own span is current again.
        Assert.Same(test, Activity.Current);
    }

    [Fact]
    public async Task A_kept_answer_a_stale_one_and_a_fallback_are_told()
    {
        using var upstreams = Script(("catalog", [Json("1"), new(Deed.Html, "")]), ("pricing", [new(Deed.NoContent, "")]));
        using var gateway = Page(
            upstreams,
            """
            "product": { "Service": "catalog", "Path": "/p/{id}", "Retries": 0, "Cache": { "Ttl": "00:00:10", "StaleIfError": "01:00:00" } },
            "price": { "Service": "pricing", "Path": "/p/{id}", "Fallback": "[]" }
            """);

        await gateway.SendAsync(new("page"));
        await gateway.SendAsync(new("page"));
        time.Advance(TimeSpan.FromSeconds(20));
        await gateway.SendAsync(new("page"));

        Assert.Equal(["part product catalog call", "part product catalog hit", "part product catalog stale"], Parts("product").Select(Said));
        Assert.All(Parts("price"), span => Assert.Equal(("part price pricing fallback empty", ActivityStatusCode.Error), (Said(span), span.Status)));
    }

    [Fact]
    public async Task A_missing_part_says_why_and_a_part_that_is_not_wanted_is_none()
    {
        using var upstreams = Script(("catalog", [new(Deed.Html, "")]), ("pricing", [new(Deed.NotFound, "")]), ("reviews", [Json("1")]));
        using var gateway = Page(
            upstreams,
            """
            "product": { "Service": "catalog", "Path": "/p/{id}" }, "price": { "Service": "pricing", "Path": "/p/{id}" },
            "reviews": { "Service": "reviews", "Path": "/r/{id}", "If": "query:details" }
            """);

        await gateway.SendAsync(new("page"));

        Assert.Equal(
            ["part price pricing call not-found", "part product catalog call wrong-content-type"], Parts().Select(Said).Order(StringComparer.Ordinal));
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(Parts("product")).Status);
        // "There is no such thing" is an answer.
        Assert.Equal(ActivityStatusCode.Unset, Assert.Single(Parts("price")).Status);
    }

    [Fact]
    public async Task Retries_replays_and_hedges_are_events()
    {
        using var upstreams = Script(
            ("catalog", [new(Deed.ServerError, ""), Json("1")]), ("pricing", [new(Deed.LostBeforeAnswer, ""), Json("2")]), ("reviews", [new(Deed.Hang, ""), Json("3")]));
        using var gateway = Page(
            upstreams,
            """
            "product": { "Service": "catalog", "Path": "/p/{id}" }, "price": { "Service": "pricing", "Path": "/p/{id}", "Retries": 0 },
            "reviews": { "Service": "reviews", "Path": "/r/{id}", "Hedge": "00:00:00.010" }
            """);

        await gateway.SendAsync(new("page"));

        Assert.Equal(["retry"], Events("product"));
        Assert.Equal(["replay"], Events("price"));
        Assert.Equal(["hedge"], Events("reviews"));
    }

    [Fact]
    public async Task A_part_that_waits_for_anothers_call_is_coalesced()
    {
        using var upstreams = Script(("catalog", [new(Deed.Hang, "")]));
        using var gateway = Page(upstreams, """ "product": { "Service": "catalog", "Path": "/p/{id}", "Timeout": "00:00:01", "Retries": 0 } """);

        var first = gateway.SendAsync(new("page"));
        await Eventually.BecomesAsync("the call", () => Task.FromResult(upstreams.CallsTo("catalog")), calls => calls == 1);
        var second = gateway.SendAsync(new("page"));
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(first, second);

        Assert.Equal([false, true], Parts("product").Select(span => span.GetTagItem("gateway.part.coalesced") is true).Order());
        Assert.All(Parts("product"), span => Assert.Equal("part product catalog call timeout", Said(span)));
    }

    private IEnumerable<Activity> Parts(string? name = null) =>
        ended.Where(span => span.OperationName.StartsWith("part ", StringComparison.Ordinal) && (name is null || (string?)span.GetTagItem("gateway.part") == name));

    private IEnumerable<string> Events(string part) => Assert.Single(Parts(part)).Events.Select(one => one.Name);

    private static string Said(Activity span) => string.Join(
        ' ', new[] { span.OperationName, span.GetTagItem("gateway.service"), span.GetTagItem("gateway.part.origin"), span.GetTagItem("gateway.part.reason") }.Where(word => word is not null));

    private static Behaviour Json(string json) => new(Deed.Json, json);

    private static ScriptedUpstreams Script(params (string Service, Behaviour[] Behaviours)[] scripts) => new(scripts.ToDictionary(script => script.Service, script => script.Behaviours));

    private OfflineGateway Page(HttpMessageHandler upstreams, string parts) => OfflineGateway.Of(
        """{"Compositions": {"page": {"Path": "/page/{id}", "Access": "Anonymous", "Parts": {""" + parts + "}}}}", upstreams, time);
}
