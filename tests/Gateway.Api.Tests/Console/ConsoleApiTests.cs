using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Support;

namespace Gateway.Api.Tests.Console;

/// <summary>What the page asks for, in Development and elsewhere.</summary>
public sealed class ConsoleApiTests
{
    [Fact]
    public async Task In_development_anybody_signs_in_and_sees_everything()
    {
        await using var gateway = new GatewayApp(new() { ["Gateway:Console:Dashboard"] = "http://localhost:18888" });
        using var client = gateway.CreateClient();

        Assert.Equal("""{"isDevelopment":true,"signIn":"development","dashboard":"http://localhost:18888"}""", await client.GetStringAsync("/console/settings"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/console/services")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/console/compositions")).StatusCode);
    }

    [Theory]
    [InlineData(null, "none")]
    [InlineData("console", "code")]
    public async Task Elsewhere_nothing_is_there_that_only_development_may_do(string? clientId, string signIn)
    {
        await using var gateway = new GatewayApp(new() { ["Auth:ClientId"] = clientId }, "Production");
        using var client = gateway.CreateClient();

        Assert.Equal($$"""{"isDevelopment":false,"signIn":"{{signIn}}","dashboard":null}""", await client.GetStringAsync("/console/settings"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/console/services")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/console/compositions")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/capacity")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsJsonAsync("/dev/token", new { sub = "ada" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/catalog/faults")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/sizing")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Every_instance_says_how_it_is_and_one_that_is_away_is_named()
    {
        await using var well = await Upstream.StartAsync(Upstream.Json("1"));
        await using var ill = await Upstream.StartAsync(Upstream.Json("1"));
        well.Health = """{"status":"Healthy","checks":{"chatdb":{"status":"Healthy","description":null}}}""";
        (ill.IsHealthy, ill.Health) = (false, "Unhealthy");
        await using var gateway = new GatewayApp(GatewayApp.Addresses(("chat", well.Address), ("catalog", ill.Address), ("pricing", "http://127.0.0.1:9")));
        using var client = gateway.CreateClient();

        // A first answer may take a busy machine longer than an instance is waited for; the next look asks again.
        string? StatusOf(JsonObject services, string name) => (string?)services[name]?[0]?["status"];
        var answer = await Eventually.BecomesAsync(
            "the two that answer to be heard",
            async () => JsonNode.Parse(await client.GetStringAsync("/console/services"))!["services"]!.AsObject(),
            services => StatusOf(services, "chat") == "Healthy" && StatusOf(services, "catalog") == "Unhealthy");

        Assert.Equal("""[{"status":"Healthy","checks":{"chatdb":{"status":"Healthy","description":null}},"breaker":"closed"}]""", answer["chat"]!.ToJsonString());
        Assert.Equal("""[{"status":"Unhealthy","checks":null,"breaker":"closed"}]""", answer["catalog"]!.ToJsonString());
        Assert.Equal("""[{"status":"Unreachable","checks":null,"breaker":"closed"}]""", answer["pricing"]!.ToJsonString());
    }

    [Fact]
    public async Task The_compositions_are_those_of_the_configuration()
    {
        await using var gateway = new GatewayApp([]);
        using var client = gateway.CreateClient();

        var answer = await client.GetFromJsonAsync<JsonElement>("/console/compositions");

        var product = answer.GetProperty("compositions").EnumerateArray().Single(composition => composition.GetProperty("name").GetString() == "product");
        Assert.Equal(("/api/products/{id}", 2_000.0), (product.GetProperty("path").GetString(), product.GetProperty("budgetMs").GetDouble()));
        var stock = product.GetProperty("parts").EnumerateArray().Single(part => part.GetProperty("name").GetString() == "stock");
        Assert.Equal(("inventory", false), (stock.GetProperty("service").GetString(), stock.GetProperty("required").GetBoolean()));
    }
}
