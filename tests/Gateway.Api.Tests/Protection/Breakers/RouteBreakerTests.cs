using System.Net;
using System.Text.Json.Nodes;
using Gateway.Api.Protection.Breakers;
using Gateway.Api.Tests.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Gateway.Api.Tests.Protection.Breakers;

/// <summary>Routes to a service that only fails: 503 at once, and every place where an operator looks says why.</summary>
public sealed class RouteBreakerTests : IAsyncLifetime
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    /// <summary>Longer than any of these tests: what is open stays open.</summary>
    private const string Long = "00:00:30";

    private Upstream catalog = null!;
    private Upstream pricing = null!;
    private RequestDelegate behave = Fail;

    public async ValueTask InitializeAsync()
    {
        catalog = await Upstream.StartAsync(context => behave(context));
        pricing = await Upstream.StartAsync(Upstream.Json("1"));
    }

    public async ValueTask DisposeAsync()
    {
        await catalog.DisposeAsync();
        await pricing.DisposeAsync();
    }

    [Fact]
    public async Task A_route_answers_503_at_once_with_its_code_and_when_to_come_back()
    {
        await using var gateway = Start(catalog.Address, Long);
        using var client = gateway.CreateClient();
        await OpenAsync(gateway, client);
        var asked = catalog.Targets.Count;

        var refused = await client.GetAsync("/catalog/products/1");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "circuit-open"), (refused.StatusCode, (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]));
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(31));
        Assert.Equal(asked, catalog.Targets.Count);
        // Another service is none of its business.
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/pricing/prices/1")).StatusCode);
    }

    [Fact]
    public async Task Composed_answers_and_routes_share_what_they_know()
    {
        await using var gateway = Start(catalog.Address, Long);
        using var client = gateway.CreateClient();
        await OpenAsync(gateway, client);
        var asked = catalog.Targets.Count;

        var composed = await client.GetAsync("/api/products/1");

        Assert.Equal((HttpStatusCode.BadGateway, "circuit-open"), (composed.StatusCode, (string?)JsonNode.Parse(await composed.Content.ReadAsStringAsync())!["reason"]));
        Assert.NotNull(composed.Headers.RetryAfter);
        Assert.Equal(asked, catalog.Targets.Count);
    }

    [Fact]
    public async Task Health_console_access_line_and_log_say_which_service_is_not_called()
    {
        await using var gateway = Start(catalog.Address, Long);
        using var client = gateway.CreateClient();
        var before = JsonNode.Parse(await client.GetStringAsync("/console/services"))!;
        Assert.Equal("closed", (string?)before["services"]!["catalog"]![0]!["breaker"]);
        await OpenAsync(gateway, client);
        await client.GetAsync("/catalog/products/1");

        // Not unhealthy: who would say 503 if the gateway were taken out?
        // GetStringAsync wants a 200.
        var health = await Eventually.BecomesAsync(
            "the breaker in the health", () => client.GetStringAsync("/health"), answer => answer.Contains("catalog", StringComparison.Ordinal));
        var check = JsonNode.Parse(health)!["checks"]!["breakers"]!;
        Assert.Equal(("Degraded", "open"), ((string?)check["status"], (string?)check["data"]!["catalog"]));
        await Eventually.BecomesAsync(
            "the breaker in the console's answer", async () => JsonNode.Parse(await client.GetStringAsync("/console/services"))!,
            answer => (string?)answer["services"]!["catalog"]![0]!["breaker"] == "open" && (string?)answer["services"]!["pricing"]![0]!["breaker"] == "closed");
        Assert.Contains(gateway.Logs.Lines, line => line.Contains("GET catalog /catalog/products/1 503 ", StringComparison.Ordinal) && line.EndsWith(", circuit-open catalog", StringComparison.Ordinal));
        Assert.Contains(gateway.Logs.Lines, line => line.StartsWith("Warning: Calls to catalog fail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_comes_back_is_asked_by_one_call_and_then_by_all()
    {
        await using var gateway = Start(catalog.Address, "00:00:01");
        using var client = gateway.CreateClient();
        await OpenAsync(gateway, client);

        behave = context => context.Response.WriteAsync("well");

        await Eventually.BecomesAsync("a good answer", () => client.GetAsync("/catalog/products/1"), answer => answer.IsSuccessStatusCode);
        Assert.Equal(BreakerState.Closed, BreakerOf(gateway).State);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/catalog/products/1"))), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Contains(gateway.Logs.Lines, line => line.Contains("catalog answers again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_probe_that_becomes_a_stream_decides_with_its_head()
    {
        await using var gateway = Start(catalog.Address, "00:00:01");
        using var client = gateway.CreateClient();
        await OpenAsync(gateway, client);
        behave = async context =>
        {
            // The proxy passes a head on with the first byte behind it.
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await Upstream.Hang(context);
        };

        using var stream = await Eventually.BecomesAsync(
            "a stream", () => client.GetAsync("/catalog/products/1", HttpCompletionOption.ResponseHeadersRead), answer => answer.IsSuccessStatusCode);

        Assert.Equal(BreakerState.Closed, BreakerOf(gateway).State);
    }

    [Fact]
    public async Task Switched_off_it_lets_every_call_through()
    {
        await using var gateway = Start(catalog.Address, Long, ("Gateway:Breakers:Enabled", "false"));
        using var client = gateway.CreateClient();

        Assert.All(await FailAsync(client), status => Assert.Equal(HttpStatusCode.InternalServerError, status));

        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("/catalog/products/1")).StatusCode);
    }

    [Fact]
    public async Task A_client_that_leaves_says_nothing_of_the_service()
    {
        behave = Upstream.Hang;
        await using var gateway = Start(catalog.Address, Long);
        using var client = gateway.CreateClient();
        for (var i = 0; i < 2 * Calls; i++)
        {
            using var leaving = new CancellationTokenSource();
            var seen = catalog.Targets.Count;
            var asking = client.GetAsync("/catalog/products/1", leaving.Token);
            await Eventually.BecomesAsync("a call", () => Task.FromResult(catalog.Targets.Count), count => count > seen);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }

        Assert.Equal(BreakerState.Closed, BreakerOf(gateway).State);
    }

    public static TheoryData<string> Failures => ["refused", "reset", "slow-head", "slow-body", "half-body", "wrong-length", "endless-body", "no-http"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Each_way_to_fail_opens_it(string failure)
    {
        await using var service = new RawUpstream(exchange => failure switch
        {
            "reset" => Now(exchange.Reset),
            "slow-head" => exchange.HangAsync(),
            "slow-body" => SlowAsync(exchange),
            "half-body" => exchange.SendAsync(Head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
            "wrong-length" => exchange.SendAsync(Head + "Content-Length: 10\r\n\r\nabc"),
            "endless-body" => EndlessAsync(exchange),
            _ => exchange.SendAsync("220 mail.example ESMTP\r\n\r\n"),
        });
        await using var gateway = Start(
            failure == "refused" ? "http://127.0.0.1:1" : service.Address, Long,
            ("ReverseProxy:Routes:catalog:Timeout", "00:00:01"), ("ReverseProxy:Clusters:catalog:HttpRequest:ActivityTimeout", "00:00:00.500"));
        using var client = gateway.CreateClient();

        await Task.WhenAll(Enumerable.Range(0, 2 * Calls).Select(_ => IgnoreAsync(client)));

        await Eventually.BecomesAsync("an open breaker", () => Task.FromResult(BreakerOf(gateway).State), state => state == BreakerState.Open);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/catalog/products/1")).StatusCode);
    }

    private const int Calls = 10;

    private static Task Fail(HttpContext context)
    {
        context.Response.StatusCode = 500;
        return Task.CompletedTask;
    }

    /// <param name="service">Address of the catalogue.</param>
    /// <param name="budget">Window and pause.</param>
    /// <param name="more">Further settings.</param>
    private GatewayApp Start(string service, string budget, params (string Key, string Value)[] more)
    {
        var settings = GatewayApp.Addresses(("catalog", service), ("pricing", pricing.Address));
        settings["Gateway:CompositionDefaults:Budget"] = budget;
        settings["Gateway:Breakers:CallsMin"] = $"{Calls}";
        // A machine that stalls is no overload here.
        settings["Gateway:Overload:GatewayConcurrencyMin"] = "1000";
        settings["Gateway:Overload:UpstreamConcurrencyMin"] = "1000";
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Active:Enabled"] = "false";
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return new(settings);
    }

    private static Breaker BreakerOf(GatewayApp gateway) => gateway.Services.GetRequiredService<Gateway.Api.Protection.Breakers.Breakers>().Of("catalog");

    private static Task OpenAsync(GatewayApp gateway, HttpClient client) => Eventually.BecomesAsync(
        "an open breaker",
        async () =>
        {
            Assert.All(await FailAsync(client), status => Assert.Contains(status, new[] { HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable }));
            return BreakerOf(gateway).State;
        },
        state => state == BreakerState.Open);

    /// <summary>Statuses of calls that fail, as many as open it, at once: on a busy machine calls one after the other are further apart than its window.</summary>
    private static Task<HttpStatusCode[]> FailAsync(HttpClient client) => Task.WhenAll(Enumerable.Range(0, Calls).Select(async _ =>
    {
        using var answer = await client.GetAsync("/catalog/products/1");
        return answer.StatusCode;
    }));

    private static async Task IgnoreAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/catalog/products/1");
        }
        catch (HttpRequestException)
        {
            // Cut, as it should be.
        }
    }

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static async Task SlowAsync(RawExchange exchange)
    {
        await exchange.SendAsync(Head + "Content-Length: 10\r\n\r\nabc");
        await exchange.HangAsync();
    }

    private static async Task EndlessAsync(RawExchange exchange)
    {
        await exchange.SendAsync(Head + "\r\n");
        while (true)
        {
            await exchange.SendAsync(new string('x', 1000));
            await Task.Delay(TimeSpan.FromMilliseconds(10), exchange.Stopped);
        }
    }
}
