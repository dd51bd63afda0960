using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Capacity;
using GatewayModel;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Authentication;
using ServiceDefaults.LiveFigures;
using Support;
using Support.Servers;

namespace Gateway.Api.Tests.Capacity;

/// <summary><c>GET /capacity</c> over a real Redis, in which the test writes what chat and imaging would.</summary>
public sealed class CapacityTests : IAsyncLifetime
{
    private const string Issuer = "https://issuer.example";

    private readonly RedisFixture redis = new();
    private LiveFigureStore store = null!;

    public async ValueTask InitializeAsync()
    {
        await redis.InitializeAsync();
        store = new(redis.ConnectionString, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task Instances_are_summed_and_their_percentiles_are_those_of_the_slowest()
    {
        await using var gateway = new GatewayApp(Settings());
        using var client = gateway.CreateClient();
        await WriteAsync("chat", "one", ("messagesPerSecond", new(100, "msg/s")), ("deliveryMsP99", new(20, "ms", Combination.Largest)), ("uptimeSeconds", new(9, "s", Combination.Smallest)));
        await WriteAsync("chat", "two", ("messagesPerSecond", new(25, "msg/s")), ("deliveryMsP99", new(40, "ms", Combination.Largest)), ("uptimeSeconds", new(3, "s", Combination.Smallest)));

        var chat = (await ReadAsync(client)).GetProperty("services").GetProperty("chat");

        Assert.Equal(2, chat.GetProperty("instances").GetInt32());
        Assert.Equal("""{"value":125,"unit":"msg/s","combined":"sum"}""", chat.GetProperty("measured").GetProperty("messagesPerSecond").GetRawText());
        Assert.Equal("""{"value":40,"unit":"ms","combined":"largest"}""", chat.GetProperty("measured").GetProperty("deliveryMsP99").GetRawText());
        Assert.Equal("""{"value":3,"unit":"s","combined":"smallest"}""", chat.GetProperty("measured").GetProperty("uptimeSeconds").GetRawText());
        Assert.Contains(
            chat.GetProperty("estimate").EnumerateArray(),
            figure => figure.GetRawText() == """{"name":"MessagesPerSecond","value":250,"unit":"msg/s","formula":"clients × msg/s per client","worked":"10,000 × 0.025"}""".Replace("×", @"\u00D7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_rows_of_the_seeds_tables_lay_measured_beside_the_estimate_for_the_profile_and_for_the_load_now()
    {
        await using var gateway = new GatewayApp(Settings());
        using var client = gateway.CreateClient();
        await WriteAsync(
            "chat", "one", ("messagesPerSecond", new(125, "msg/s")), ("connections", new(4_000, "connections")), ("cpuCores", new(0.25, "cores")),
            ("databaseOperationsPerSecond", new(75, "ops/s")), ("databaseConnections", new(10, "connections")), ("memoryMegabytes", new(252, "MB")));
        await WriteAsync(
            "imaging", "one", ("imagesPerSecond", new(0.5, "images/s")), ("imagesInWork", new(2, "images")), ("cpuCores", new(0.1, "cores")),
            ("engineCpuCores", new(2.6, "cores")), ("memoryMegabytes", new(100, "MB")), ("engineMemoryMegabytes", new(300, "MB")));

        var answer = await ReadAsync(client);

        Assert.Equal("seed", answer.GetProperty("profile").GetString());
        // name, estimate, estimate now, measured, measured / estimate, measured / estimate now
        Assert.Equal(
            [
                "Messages/sec 250 100 125 0.5 1.25", "DB ops/sec 375 187.5 75 0.2 0.4", "DB connection pool 50 30 10 0.2 0.3333",
                "CPU usage 1.2 0.5 0.25 0.2083 0.5", "Memory usage 510 504 252 0.4941 0.5", "Latency 50 50 - - -",
            ],
            Rows(answer, "chat"));
        Assert.Equal(
            [
                "Concurrency 8 3 2 0.25 0.6667", "Throughput 1.3333 0.3333 0.5 0.375 1.5", "Processing latency 6000 6000 - - -",
                "Memory usage 16000 4000 400 0.025 0.1", "CPU usage 16 5.4 2.7 0.1688 0.5",
            ],
            Rows(answer, "imaging"));
        Assert.Equal(["RPS", "Microservice calls/sec", "CPU usage", "Memory usage", "Latency"], Elements(answer, "gateway").Select(row => row.GetProperty("name").GetString()));
        Assert.Equal(
            "No instance of chat has measured deliveryMsP99 within the last minute.", Elements(answer, "chat").Last().GetProperty("why").GetString());
    }

    [Fact]
    public async Task A_service_without_instances_says_so_in_every_row()
    {
        await using var gateway = new GatewayApp(Settings());
        using var client = gateway.CreateClient();

        var answer = await ReadAsync(client);

        Assert.Equal(0, answer.GetProperty("services").GetProperty("imaging").GetProperty("instances").GetInt32());
        Assert.All(Elements(answer, "imaging"), row => Assert.Equal(
            "No instance of imaging has written its figures within the last 5 s.", row.GetProperty("why").GetString()));
    }

    [Fact]
    public async Task The_gateway_measures_itself_and_neither_probes_nor_this_page_nor_another_composer_of_its_process_count_as_requests()
    {
        await using var service = await Upstream.StartAsync(Upstream.Json("{}"));
        var addresses = GatewayApp.Addresses([.. new[] { "catalog", "pricing", "inventory", "reviews", "recommendations" }.Select(name => (name, service.Address))]);
        await using var gateway = new GatewayApp(new(addresses.Concat(Settings())));
        using var client = gateway.CreateClient();
        await client.GetStringAsync("/health");
        await ComposeElsewhereAsync();
        // A rate counts from the first sample on.
        await Eventually.BecomesAsync("the gateway's first figures", () => ReadAsync(client), answer => Gateway(answer).GetProperty("instances").GetInt32() == 1);
        await client.GetStringAsync("/api/products/1");

        var answer = await Eventually.BecomesAsync(
            "a composed answer, its request and its connections",
            () => ReadAsync(client),
            // A request is counted when it has ended, and connections to services are told once a second.
            answer => new[] { "composedPerSecond", "requestsPerSecond", "upstreamConnections" }.All(name => Measured(answer, name) > 0));

        Assert.Equal(Measured(answer, "composedPerSecond"), Measured(answer, "requestsPerSecond"));
        Assert.Equal(5, Measured(answer, "callsPerSecond") / Measured(answer, "composedPerSecond"), precision: 3);
        Assert.True(Measured(answer, "composedMsP99") > 0);
    }

    [Fact]
    public async Task Outside_development_only_an_operator_reads_it()
    {
        using var key = RSA.Create(2_048);
        await using var gateway = new GatewayApp(Settings(), "Production", services => Trust(services, new(key)));
        using var client = gateway.CreateClient();

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthenticated"), await RefusalAsync(client, token: null));
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), await RefusalAsync(client, Token(new(key), Roles.Moderator)));
        Assert.Equal((HttpStatusCode.OK, null), await RefusalAsync(client, Token(new(key), Roles.Operator)));
    }

    [Fact]
    public async Task While_Redis_is_away_only_this_page_fails()
    {
        await using var gateway = new GatewayApp(Settings());
        using var client = gateway.CreateClient();
        await ReadAsync(client);

        await redis.KillAsync();
        await Eventually.BecomesAsync("the refusal", () => RefusalAsync(client, token: null), answer => answer.Status == HttpStatusCode.ServiceUnavailable);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "figures-away"), await RefusalAsync(client, token: null));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
        await redis.StartAsync();
        await Eventually.BecomesAsync("the figures again", () => RefusalAsync(client, token: null), answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_Redis_the_gateway_starts_and_is_healthy()
    {
        await using var gateway = new GatewayApp([]);
        using var client = gateway.CreateClient();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "figures-away"), await RefusalAsync(client, token: null));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
    }

    [Fact]
    public async Task A_profile_of_ones_own_is_compared_with_as_it_was_given()
    {
        var seed = SeedProfile.Profile;
        var profile = seed with
        {
            Name = "spring sale",
            Gateway = seed.Gateway with { Workload = seed.Gateway.Workload with { RequestsPerSecond = 3_000 } },
        };
        var text = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(profile, JsonSerializerOptions.Web));
        await using var gateway = new GatewayApp(new(Settings()) { ["Gateway:Capacity:Profile"] = text });
        using var client = gateway.CreateClient();

        var answer = await ReadAsync(client);

        Assert.Equal("spring sale", answer.GetProperty("profile").GetString());
        Assert.Equal(3_000, Elements(answer, "gateway").First().GetProperty("estimate").GetDouble());
        Assert.Equal(250, Elements(answer, "chat").First().GetProperty("estimate").GetDouble());
    }

    /// <summary>As the gateway's own warm-up does: a composer that is not the one whose figures are read.</summary>
    private static async Task ComposeElsewhereAsync()
    {
        using var upstreams = new ScriptedUpstreams(new Dictionary<string, Behaviour[]> { ["catalog"] = [new(Deed.Json, "{}")] });
        using var other = OfflineGateway.Of("""{"Compositions": {"page": {"Path": "/p", "Access": "Anonymous", "Parts": { "product": { "Service": "catalog", "Path": "/p" } }}}}""", upstreams);

        Assert.Equal(200, (await other.SendAsync(new("page"))).Status);
    }

    private Dictionary<string, string?> Settings() => new() { ["ConnectionStrings:redis"] = redis.ConnectionString };

    private Task WriteAsync(string service, string instance, params (string Name, LiveFigure Figure)[] figures) => store.WriteAsync(
        new(service, instance, DateTimeOffset.UtcNow, figures.ToDictionary(figure => figure.Name, figure => figure.Figure)));

    private static async Task<JsonElement> ReadAsync(HttpClient client)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync("/capacity"));
        return document.RootElement.Clone();
    }

    private static IEnumerable<JsonElement> Elements(JsonElement answer, string service) =>
        answer.GetProperty("services").GetProperty(service).GetProperty("rows").EnumerateArray();

    private static IEnumerable<string> Rows(JsonElement answer, string service) => Elements(answer, service).Select(row => string.Join(
        ' ', new[] { "name", "estimate", "estimateNow", "measured", "ratio", "ratioNow" }.Select(name => Text(row.GetProperty(name)))));

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? "-" : value.ToString();

    private static JsonElement Gateway(JsonElement answer) => answer.GetProperty("services").GetProperty("gateway");

    private static double Measured(JsonElement answer, string name) =>
        Gateway(answer).GetProperty("measured").TryGetProperty(name, out var figure)
            ? figure.GetProperty("value").GetDouble()
            : 0;

    private static async Task<(HttpStatusCode Status, string? Code)> RefusalAsync(HttpClient client, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/capacity");
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var answer = await client.SendAsync(request);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, document.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    /// <summary>An issuer whose keys need not be fetched.</summary>
    private static void Trust(IServiceCollection services, RsaSecurityKey key) =>
        services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
        {
            var issuer = new OpenIdConnectConfiguration { Issuer = Issuer };
            issuer.SigningKeys.Add(key);
            options.ConfigurationManager = new Microsoft.IdentityModel.Protocols.StaticConfigurationManager<OpenIdConnectConfiguration>(issuer);
        });

    private static string Token(RsaSecurityKey key, string role) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = "backend",
        Subject = new([new Claim("sub", "ada"), new Claim("roles", role)]),
        SigningCredentials = new(key, SecurityAlgorithms.RsaSha256),
    });
}
