using System.Globalization;
using System.Security.Claims;
using System.Text.RegularExpressions;
using GatewayModel;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Api.Tests.Composition;

/// <summary>When and how services are called: dependent parts, values, conditions, caches, shared calls, replays and hedges.</summary>
public sealed class CallsTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_part_takes_its_value_from_the_part_before_it()
    {
        using var upstreams = Script(("catalog", [Json("""{"categoryId": "shoes/men", "related": [3, 5]}""")]), ("reviews", [Json("1")]), ("pricing", [Json("2")]));
        using var gateway = Page(
            upstreams,
            """
            "product": { "Service": "catalog", "Path": "/products/{id}", "Required": true },
            "top": { "Service": "reviews", "Path": "/top/{use}", "After": "product", "Use": "$.categoryId" },
            "prices": { "Service": "pricing", "Path": "/prices?ids={part:product.related}&first={part:product.related[0]}" }
            """);

        var answer = await gateway.SendAsync(new("page"));

        Assert.Equal("""{"prices":2,"product":{"categoryId": "shoes/men", "related": [3, 5]},"top":1}""", answer.Text);
        Assert.Equal(
            ["catalog/products/1", "pricing/prices?ids=3,5&first=3", "reviews/top/shoes%2Fmen"], upstreams.Targets.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"none": 1}""", "no-value")]
    [InlineData("""{"categoryId": {}}""", "no-value")]
    [InlineData("""{"categoryId": ".."}""", "no-value")]
    [InlineData("""{"categoryId": "a\nb"}""", "no-value")]
    [InlineData("""{"categoryId": "\ud800"}""", "no-value")]
    public async Task A_part_without_its_value_is_missing_and_its_service_is_not_asked(string product, string reason)
    {
        using var upstreams = Script(("catalog", [Json(product)]), ("reviews", [Json("1")]));
        using var gateway = Page(
            upstreams,
            """
            "product": { "Service": "catalog", "Path": "/products/{id}" },
            "top": { "Service": "reviews", "Path": "/top/{use}", "After": "product", "Use": "$.categoryId" }
            """);

        Assert.Equal($$$"""{"product":{{{product}}},"_partial":{"top":"{{{reason}}}"}}""", (await gateway.SendAsync(new("page"))).Text);
        Assert.Equal(0, upstreams.CallsTo("reviews"));
    }

    [Fact]
    public async Task Values_come_from_query_header_and_claim_and_stay_in_their_place()
    {
        using var upstreams = Script(("catalog", [Json("1")]));
        using var gateway = Page(
            upstreams,
            """ "product": { "Service": "catalog", "Path": "/p/{id}/{header:X-Region}/{claim:tenant}?q={query:q}&page={query:page=1}&x={query:x=}" } """);
        var request = new OfflineRequest("page")
        {
            Query = "?q=a%26b%3D1", Headers = new() { ["X-Region"] = "eu/west" }, User = new(new ClaimsIdentity([new("tenant", "blue?")])),
        };

        Assert.Equal("""{"product":1}""", (await gateway.SendAsync(request)).Text);
        Assert.Equal("catalog/p/1/eu%2Fwest/blue%3F?q=a%26b%3D1&page=1&x=", Assert.Single(upstreams.Targets));
        Assert.Equal("""{"_partial":{"product":"no-value"}}""", (await gateway.SendAsync(request with { Query = "" })).Text);
    }

    [Theory]
    [InlineData("", """{"product":1}""")]
    [InlineData("?details=", """{"product":1}""")]
    [InlineData("?details=1", """{"details":2,"product":1}""")]
    public async Task A_part_that_is_not_wanted_is_neither_called_nor_missed(string query, string expected)
    {
        using var upstreams = Script(("catalog", [Json("1")]), ("reviews", [Json("2")]));
        using var gateway = Page(
            upstreams,
            """
            "product": { "Service": "catalog", "Path": "/p/{id}" },
            "details": { "Service": "reviews", "Path": "/d/{id}", "If": "query:details" }
            """);

        Assert.Equal(expected, (await gateway.SendAsync(new("page") { Query = query })).Text);
    }

    [Fact]
    public async Task A_kept_answer_is_given_until_its_time_is_over()
    {
        using var upstreams = Script(("catalog", [Json("1"), Json("2")]));
        using var gateway = Page(upstreams, Cached(""" "Ttl": "00:01:00" """));

        Assert.Equal("""{"product":1}""", (await gateway.SendAsync(new("page"))).Text);
        time.Advance(TimeSpan.FromSeconds(59));
        var kept = await gateway.SendAsync(new("page"));
        Assert.Equal(("""{"product":1}""", "public, max-age=1"), (kept.Text, (string?)kept.Headers.CacheControl));
        Assert.Contains("product;dur=0.0;desc=\"hit\"", kept.Headers["Server-Timing"].ToString(), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("""{"product":2}""", (await gateway.SendAsync(new("page"))).Text);
        Assert.Equal(2, upstreams.CallsTo("catalog"));
    }

    [Fact]
    public async Task A_stale_answer_is_given_while_one_call_renews_it()
    {
        using var upstreams = Script(("catalog", [Json("1"), Json("2")]));
        using var gateway = Page(upstreams, Cached(""" "Ttl": "00:00:10", "StaleWhileRevalidate": "00:01:00" """));

        await gateway.SendAsync(new("page"));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("""{"product":1}""", (await gateway.SendAsync(new("page"))).Text);
        await Support.Eventually.BecomesAsync("the renewed answer", async () => (await gateway.SendAsync(new("page"))).Text, text => text == """{"product":2}""");
        Assert.Equal(2, upstreams.CallsTo("catalog"));
    }

    [Fact]
    public async Task A_stale_answer_stands_in_for_a_failed_call_and_not_for_a_404()
    {
        using var upstreams = Script(("catalog", [Json("1"), new(Deed.Html, ""), new(Deed.NotFound, "")]));
        using var gateway = Page(upstreams, Cached(""" "Ttl": "00:00:10", "StaleIfError": "00:01:00" """));

        await gateway.SendAsync(new("page"));
        time.Advance(TimeSpan.FromSeconds(20));
        var stale = await gateway.SendAsync(new("page"));
        Assert.Equal(("""{"product":1}""", "no-cache"), (stale.Text, (string?)stale.Headers.CacheControl));
        Assert.Equal("""{"_partial":{"product":"not-found"}}""", (await gateway.SendAsync(new("page"))).Text);
    }

    [Theory]
    [InlineData("no-store", 2)]
    [InlineData("private, max-age=60", 2)]
    [InlineData("max-age=0", 2)]
    [InlineData("max-age=60", 1)]
    [InlineData(null, 1)]
    public async Task A_service_may_shorten_what_the_plan_keeps(string? cacheControl, int calls)
    {
        using var upstreams = Script(("catalog", [new(Deed.Json, "1", cacheControl)]));
        using var gateway = Page(upstreams, Cached(""" "Ttl": "00:01:00" """));

        await gateway.SendAsync(new("page"));
        await gateway.SendAsync(new("page"));

        Assert.Equal(calls, upstreams.CallsTo("catalog"));
    }

    [Fact]
    public async Task Kept_answers_differ_by_the_headers_that_are_passed_on()
    {
        using var upstreams = Script(("catalog", [Json("1"), Json("2")]));
        using var gateway = Page(upstreams, """ "product": { "Service": "catalog", "Path": "/p/{id}", "Vary": ["Accept-Language"], "Cache": { "Ttl": "00:01:00" } } """);
        OfflineRequest In(string language) => new("page") { Headers = new() { ["Accept-Language"] = language } };

        var german = await gateway.SendAsync(In("de"));
        Assert.Equal(("""{"product":1}""", "Accept-Language"), (german.Text, (string?)german.Headers.Vary));
        Assert.Equal("""{"product":2}""", (await gateway.SendAsync(In("fr"))).Text);
        Assert.Equal("""{"product":1}""", (await gateway.SendAsync(In("de"))).Text);
        Assert.Equal(2, upstreams.CallsTo("catalog"));
    }

    [Fact]
    public async Task The_cache_stays_within_its_bound()
    {
        using var upstreams = Script(("catalog", [Json($"\"{new string('x', 50_000)}\"")]));
        using var gateway = OfflineGateway.Of(
            """{"CompositionDefaults": {"CacheBytesMax": 1048576}, "Compositions": {"page": {"Path": "/p/{id}", "Access": "Anonymous", "Parts": {""" + Cached(""" "Ttl": "01:00:00" """) + "}}}}",
            upstreams, time);

        for (var id = 0; id < 100; id++)
        {
            await gateway.SendAsync(new("page") { Values = new() { ["id"] = $"{id}" } });
            Assert.True(gateway.Cache.Bytes <= 1_048_576, $"{gateway.Cache.Bytes} bytes are kept");
        }
    }

    [Fact]
    public async Task The_last_good_answer_stands_in_and_the_gap_is_named()
    {
        using var upstreams = Script(("catalog", [Json("1"), new(Deed.Html, "")]));
        using var gateway = Page(upstreams, """ "product": { "Service": "catalog", "Path": "/p/{id}", "Fallback": "last-good" } """);

        await gateway.SendAsync(new("page"));
        time.Advance(TimeSpan.FromMinutes(30));
        var answer = await gateway.SendAsync(new("page"));
        Assert.Equal(("""{"product":1,"_partial":{"product":"wrong-content-type"}}""", "no-store"), (answer.Text, (string?)answer.Headers.CacheControl));
        time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("""{"_partial":{"product":"wrong-content-type"}}""", (await gateway.SendAsync(new("page"))).Text);
    }

    [Fact]
    public async Task Identical_calls_at_one_time_are_one_call()
    {
        using var held = new HeldUpstream();
        using var gateway = Page(held, """ "product": { "Service": "catalog", "Path": "/p/{id}", "Required": true } """);

        // Without a socket on the way, each request has joined the call by the time that SendAsync gives its task.
        var answers = Enumerable.Range(0, 20).Select(_ => gateway.SendAsync(new("page"))).ToList();
        var other = gateway.SendAsync(new("page") { Values = new() { ["id"] = "2" } });
        held.Answer("[1]");

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal("""{"product":[1]}""", answer.Text));
        Assert.Equal(19, answers.Count(answer => TimingOf(answer.Result).EndsWith(";shared=1", StringComparison.Ordinal)));
        Assert.Equal("""{"product":[1]}""", (await other).Text);
        Assert.Equal(2, held.Calls);
    }

    [Fact]
    public async Task One_that_leaves_does_not_take_the_call_from_the_others_and_the_last_one_does()
    {
        using var held = new HeldUpstream();
        using var gateway = Page(held, """ "product": { "Service": "catalog", "Path": "/p/{id}" } """);
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();

        var leaving = gateway.SendAsync(new("page"), first.Token);
        var staying = gateway.SendAsync(new("page"), second.Token);
        await first.CancelAsync();
        Assert.Equal(499, (await leaving.WaitAsync(TimeSpan.FromSeconds(10))).Status);
        Assert.False(held.Gone.Task.IsCompleted);

        await second.CancelAsync();
        await held.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(499, (await staying).Status);
        Assert.Equal(1, held.Calls);
    }

    [Fact]
    public async Task A_connection_that_died_before_a_byte_is_replayed_once_without_a_retry()
    {
        using var upstreams = Script(("catalog", [new(Deed.LostBeforeAnswer, ""), Json("1")]), ("pricing", [new(Deed.LostInBody, "{}")]));
        using var gateway = Page(
            upstreams,
            """
            "product": { "Service": "catalog", "Path": "/p/{id}", "Retries": 0 },
            "price": { "Service": "pricing", "Path": "/p/{id}", "Retries": 0 }
            """);

        Assert.Equal("""{"product":1,"_partial":{"price":"interrupted"}}""", (await gateway.SendAsync(new("page"))).Text);
        Assert.Equal((2, 1), (upstreams.CallsTo("catalog"), upstreams.CallsTo("pricing")));
    }

    [Fact]
    public async Task Retries_stop_at_a_tenth_of_the_calls()
    {
        using var upstreams = Script(("catalog", [new(Deed.Refused, "")]));
        using var gateway = OfflineGateway.Of("""{"Compositions": {"page": {"Path": "/p/{id}", "Access": "Anonymous", "Parts": { "product": { "Service": "catalog", "Path": "/p/{id}", "Retries": 3, "Coalesce": false } }}}}""", upstreams);

        const int Requests = 400;
        await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => gateway.SendAsync(new("page"))));

        // Ten in hand at the start, then one for every ten calls.
        Assert.InRange(upstreams.CallsTo("catalog") - Requests, 10, 10 + (Requests / 10));
    }

    [Fact]
    public async Task A_slow_call_is_joined_by_a_second_one_and_the_first_answer_counts()
    {
        using var upstreams = Script(("catalog", [new(Deed.Hang, ""), Json("1")]));
        using var gateway = OfflineGateway.Of("""{"Compositions": {"page": {"Path": "/p/{id}", "Access": "Anonymous", "Budget": "00:00:30", "Parts": { "product": { "Service": "catalog", "Path": "/p/{id}", "Timeout": "00:00:30", "Hedge": "00:00:00.010" } }}}}""", upstreams);

        var answer = await gateway.SendAsync(new("page"));
        Assert.Equal("""{"product":1}""", answer.Text);
        Assert.Equal(2, upstreams.CallsTo("catalog"));
        Assert.EndsWith(";bytes=1;hedged=1;calls=2", TimingOf(answer), StringComparison.Ordinal);
    }

    /// <summary>The answer has to be written, and the system's clocks end late: both belong to the budget.</summary>
    [Theory]
    [InlineData(400, 396)]
    [InlineData(20, 19)]
    public async Task Parts_are_given_up_a_little_before_the_budget_is_over(int budgetMs, int givenUpMs)
    {
        using var upstreams = Script(("catalog", [new(Deed.Hang, "")]));
        var budget = TimeSpan.FromMilliseconds(budgetMs);
        using var gateway = OfflineGateway.Of(
            $$"""{"Compositions": {"page": {"Path": "/p/{id}", "Access": "Anonymous", "Budget": "{{budget:c}}", "Parts": { "product": { "Service": "catalog", "Path": "/p/{id}", "Timeout": "{{budget:c}}" } } } } }""",
            upstreams, time);

        var answer = gateway.SendAsync(new("page"));
        time.Advance(TimeSpan.FromMilliseconds(givenUpMs - 1));
        Assert.False(answer.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("""{"_partial":{"product":"timeout"}}""", (await answer.WaitAsync(TimeSpan.FromSeconds(20))).Text);
    }

    [Fact]
    public async Task A_call_that_its_hedge_overtook_counts_as_slow_when_the_next_hedges_are_timed()
    {
        // Of 21 calls one hangs, and ends by its hedge only: the 97th percentile of the part's times is among those, so each hedge comes later than those before.
        var rounds = Enumerable.Repeat<Behaviour[]>([.. Enumerable.Repeat(Json("1"), 20), new(Deed.Hang, ""), Json("1")], 200);
        using var upstreams = Script(("catalog", [.. Enumerable.Repeat(Json("1"), 40), .. rounds.SelectMany(round => round)]));
        using var gateway = OfflineGateway.Of("""{"Compositions": {"page": {"Path": "/p/{id}", "Access": "Anonymous", "Budget": "00:00:30", "Parts": { "product": { "Service": "catalog", "Path": "/p/{id}", "Timeout": "00:00:30", "Hedge": "p97" } }}}}""", upstreams);

        var longestMs = 0.0;
        for (var request = 0; request < 4_000 && longestMs < 6; request++)
        {
            var timing = TimingOf(await gateway.SendAsync(new("page")));
            longestMs = timing.EndsWith(";hedged=1;calls=2", StringComparison.Ordinal) ? double.Parse(Regex.Match(timing, "dur=([0-9.]+)").Groups[1].ValueSpan, CultureInfo.InvariantCulture) : longestMs;
        }

        Assert.True(longestMs >= 6, $"a hedged call took {longestMs} ms");
    }

    [Fact]
    public async Task Server_Timing_tells_a_retry_and_a_stand_in_from_an_ordinary_answer()
    {
        using var upstreams = Script(("catalog", [new(Deed.Refused, ""), Json("1")]), ("pricing", [Json("2")]), ("reviews", [new(Deed.Html, "")]));
        using var gateway = OfflineGateway.Of(
            """
            {"Compositions": {"page": {"Path": "/p/{id}", "Access": "Anonymous", "Parts": {
              "again": { "Service": "catalog", "Path": "/p/{id}", "Retries": 1 },
              "once": { "Service": "pricing", "Path": "/p/{id}" },
              "stand-in": { "Service": "reviews", "Path": "/p/{id}", "Fallback": "[]" } } } } }
            """,
            upstreams);

        var parts = TimingOf(await gateway.SendAsync(new("page"))).Split(", ");

        Assert.Matches("^again;dur=[0-9.]+;start=[0-9.]+;bytes=1;calls=2$", parts[0]);
        Assert.Matches("^once;dur=[0-9.]+;start=[0-9.]+;bytes=1$", parts[1]);
        Assert.Matches("^stand-in;dur=[0-9.]+;desc=\"wrong-content-type\";start=[0-9.]+;bytes=2;fallback=1$", parts[2]);
    }

    [Fact]
    public async Task A_refused_answer_says_where_its_time_went()
    {
        using var upstreams = Script(("catalog", [new(Deed.Html, "")]), ("pricing", [Json("2")]));
        using var gateway = Page(
            upstreams,
            """
            "price": { "Service": "pricing", "Path": "/p/{id}", "Required": true },
            "product": { "Service": "catalog", "Path": "/p/{id}", "Required": true }
            """);

        var answer = await gateway.SendAsync(new("page"));

        Assert.Equal(502, answer.Status);
        Assert.Equal("price;dur=0.0;start=0.0;bytes=1, product;dur=0.0;desc=\"wrong-content-type\";start=0.0", TimingOf(answer));
    }

    private static string TimingOf(OfflineAnswer answer) => answer.Headers["Server-Timing"].ToString();

    private static Behaviour Json(string json) => new(Deed.Json, json);

    private static string Cached(string cache) => $$"""
        "product": { "Service": "catalog", "Path": "/p/{id}", "Retries": 0, "Cache": { {{cache}} } }
        """;

    private static ScriptedUpstreams Script(params (string Service, Behaviour[] Behaviours)[] scripts) => new(scripts.ToDictionary(script => script.Service, script => script.Behaviours));

    private OfflineGateway Page(HttpMessageHandler upstreams, string parts) => OfflineGateway.Of(
        """{"Compositions": {"page": {"Path": "/page/{id}", "Access": "Anonymous", "Parts": {""" + parts + "}}}}", upstreams, time);

    /// <summary>A service that answers when the test says so.</summary>
    private sealed class HeldUpstream : HttpMessageHandler
    {
        private readonly TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int calls;

        public int Calls => calls;

        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Answer(string json) => answer.SetResult(json);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref calls);
            try
            {
                return await new Behaviour(Deed.Json, await answer.Task.WaitAsync(cancellationToken)).AnswerAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Gone.TrySetResult();
                throw;
            }
        }
    }
}
