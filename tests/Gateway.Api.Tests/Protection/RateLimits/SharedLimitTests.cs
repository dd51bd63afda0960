using System.Net;
using System.Text.Json.Nodes;
using Support;
using Support.Servers;

namespace Gateway.Api.Tests.Protection.RateLimits;

/// <summary>Replicas that share a limit over a real Redis.</summary>
public sealed class SharedLimitTests : IAsyncLifetime
{
    private readonly RedisFixture redis = new();
    private Upstream catalog = null!;

    public async ValueTask InitializeAsync()
    {
        await redis.InitializeAsync();
        catalog = await Upstream.StartAsync(Upstream.Json("1"));
    }

    public async ValueTask DisposeAsync()
    {
        await catalog.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task Two_replicas_grant_one_limit_together()
    {
        // 0.01 a second: within this test nothing comes back.
        await using var first = Replica(perSecond: "0.01", burst: "400");
        await using var second = Replica(perSecond: "0.01", burst: "400");
        using var one = first.CreateClient();
        using var other = second.CreateClient();

        // Until it has heard from Redis a replica knows only its own.
        var granted = await HearOfAsync(one, other) + await HearOfAsync(other, one);
        var refused = await Eventually.BecomesAsync(
            "both replicas to refuse",
            async () =>
            {
                var answers = await Task.WhenAll(one.GetAsync("/catalog/products/1"), other.GetAsync("/catalog/products/1"));
                granted += answers.Count(answer => answer.StatusCode == HttpStatusCode.OK);
                return answers;
            },
            answers => answers.All(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));

        // Each may go into debt by half of what it believes to be left, before it hears of the other's.
        Assert.InRange(granted, 400, 600);
        Assert.Equal("\"shop\";q=400;w=40000", refused[0].Headers.GetValues("RateLimit-Policy").Single());
        Assert.StartsWith("\"shop\";r=0;t=", refused[0].Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        Assert.True(refused[0].Headers.RetryAfter?.Delta > TimeSpan.FromSeconds(1));
        Assert.Equal("too-many-requests", await CodeAsync(refused[0]));
    }

    [Fact]
    public async Task Without_Redis_a_replica_counts_alone_and_a_limit_that_fails_closed_refuses()
    {
        await using var open = Replica(perSecond: "0.01", burst: "5");
        await using var closed = Replica(perSecond: "0.01", burst: "5", away: "Refuse");
        using var one = open.CreateClient();
        using var other = closed.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await one.GetAsync("/catalog/products/1")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/catalog/products/1")).StatusCode);

        await redis.KillAsync();

        var refused = await Eventually.BecomesAsync(
            "the closed limit to refuse", () => other.GetAsync("/catalog/products/1"), answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.Equal("limits-away", await CodeAsync(refused));
        // Other routes are not its business.
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/alive")).StatusCode);
        var last = await Eventually.BecomesAsync(
            "the open limit to be spent", () => one.GetAsync("/catalog/products/1"), answer => answer.StatusCode != HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);

        await redis.StartAsync();
        await Eventually.BecomesAsync(
            "the closed limit to ask Redis again", () => other.GetAsync("/catalog/products/1"), answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_busy_client_costs_a_few_commands_and_not_one_for_each_request()
    {
        await using var gateway = Replica(perSecond: "100000", burst: "100000");
        using var client = gateway.CreateClient();
        await using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true");
        var server = connection.GetServers().Single();
        await client.GetAsync("/catalog/products/1");

        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/catalog/products/1")).StatusCode);
        }

        var calls = (await server.InfoAsync("commandstats")).SelectMany(group => group)
            .Where(pair => pair.Key is "cmdstat_eval" or "cmdstat_evalsha").Sum(pair => int.Parse(pair.Value.Split("calls=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
        // Two limits, the client's and the shop's, a share or two each.
        Assert.InRange(calls, 2, 60);
    }

    /// <summary>Asks both until the first one counts what the other granted; answers how many were granted.</summary>
    private static async Task<int> HearOfAsync(HttpClient one, HttpClient other)
    {
        var (mine, all) = (0, 0);
        await Eventually.BecomesAsync(
            "a replica to hear of the other",
            async () =>
            {
                Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/catalog/products/1")).StatusCode);
                var answer = await one.GetAsync("/catalog/products/1");
                (mine, all) = (mine + 1, all + 2);
                // "shop";r=37;t=300
                return int.Parse(answer.Headers.GetValues("RateLimit").Single().Split(";r=")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);
            },
            remaining => remaining < 400 - mine);
        return all;
    }

    private GatewayApp Replica(string perSecond, string burst, string away = "Local")
    {
        var settings = GatewayApp.Addresses(("catalog", catalog.Address));
        settings["ConnectionStrings:redis"] = redis.ConnectionString;
        settings["Gateway:RateLimits:shop:PerSecond"] = perSecond;
        settings["Gateway:RateLimits:shop:Burst"] = burst;
        settings["Gateway:RateLimits:shop:Routes:0"] = "catalog";
        settings["Gateway:RateLimits:shop:WhenRedisIsAway"] = away;
        return new(settings);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"];
}
