using System.Net;
using Gateway.Api.Composition.Plans;
using Microsoft.Extensions.Configuration;
using Support;

namespace Gateway.Api.Tests.Composition;

/// <summary>A wrong plan is refused with a line that says where and what; a right one takes over while the gateway runs.</summary>
public sealed class PlanTests
{
    private const string Prefix = "Gateway:Compositions:page";

    public static TheoryData<string, string?, string> Mistakes => new()
    {
        { $"{Prefix}:Path", "api/{id}", $"{Prefix}:Path is 'api/{{id}}'; allowed: a path from / on whose values are whole and required, such as /api/products/{{id}}." },
        { $"{Prefix}:Path", "/api/{*id}", $"{Prefix}:Path is '/api/{{*id}}'; allowed: a path from / on whose values are whole and required, such as /api/products/{{id}}." },
        { $"{Prefix}:Access", null, $"{Prefix}:Access is missing; allowed: Anonymous, SignedIn." },
        { $"{Prefix}:Budget", "00:00:00", $"{Prefix}:Budget is '00:00:00'; allowed: above 0, at most 00:01:00." },
        { $"{Prefix}:Parts:price:Timeout", "00:00:03", $"{Prefix}:Parts:price:Timeout is '00:00:03'; allowed: above 0, at most 00:00:02." },
        { $"{Prefix}:Parts:price:Retries", "4", $"{Prefix}:Parts:price:Retries is '4'; allowed: 0 to 3." },
        { $"{Prefix}:Parts:price:Service", "evil.example/x", $"{Prefix}:Parts:price:Service is 'evil.example/x'; allowed: the name of a service, lower-case letters, digits and dashes." },
        { $"{Prefix}:Parts:price:Path", "/prices/{sku}", $"{Prefix}:Parts:price:Path is '/prices/{{sku}}'; allowed: a path from / on without dot segments; values: {{id}}." },
        { $"{Prefix}:Parts:price:Path", "//evil/{id}", $"{Prefix}:Parts:price:Path is '//evil/{{id}}'; allowed: a path from / on without dot segments; values: {{id}}." },
        { $"{Prefix}:Parts:price:Path", "/a/../{id}", $"{Prefix}:Parts:price:Path is '/a/../{{id}}'; allowed: a path from / on without dot segments; values: {{id}}." },
        { $"{Prefix}:Parts:price:Timout", "00:00:01", $"{Prefix}:Parts:price:Timout is unknown; allowed: Service, Path, Required, Timeout, Retries, BytesMax, After, Use, If, Fallback, Hedge, Coalesce, Cache, Vary, Into, Pick, Drop, Rename, Each, OnStatus." },
        { $"{Prefix}:Parts:_partial:Service", "catalog", $"{Prefix}:Parts:_partial is '_partial'; allowed: a name that begins with a letter and holds letters, digits, - and _." },
        { "Gateway:CompositionDefaults:PartTimeout", "00:00:05", "Gateway:CompositionDefaults:PartTimeout is '00:00:05'; allowed: above 0, at most 00:00:02." },
        { "Gateway:Compositions:other:Path", "/api/{sku}", "Gateway:Compositions:page:Path is '/api/{id}'; allowed: a path that no other composition has (/api/{sku})." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_one_line_with_key_value_and_what_is_allowed(string key, string? value, string expected)
    {
        var settings = Page();
        settings[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        var result = new CompositionsValidator(configuration).Validate(null, new());

        Assert.Contains(expected, result.Failures ?? []);
    }

    [Fact]
    public void A_plan_without_a_mistake_has_no_line()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Page()).Build();

        Assert.True(new CompositionsValidator(configuration).Validate(null, new()).Succeeded);
    }

    [Fact]
    public async Task A_new_plan_takes_over_and_a_wrong_one_leaves_the_old_in_force()
    {
        await using var upstream = await Upstream.StartAsync(Upstream.Json("1"));
        await using var gateway = new GatewayApp(GatewayApp.Addresses(("price", upstream.Address)));
        using var client = gateway.CreateClient();

        gateway.Live.Change(
            ("Gateway:Compositions:live:Path", "/live/{id}"), ("Gateway:Compositions:live:Access", "Anonymous"),
            ("Gateway:Compositions:live:Parts:price:Service", "price"), ("Gateway:Compositions:live:Parts:price:Path", "/p/{id}"));
        Assert.Equal("""{"price":1}""", await AnswerAsync(client, "/live/1"));

        gateway.Live.Change(("Gateway:Compositions:live:Parts:price:Path", "/p/{nothing}"));
        Assert.Equal("""{"price":1}""", await AnswerAsync(client, "/live/1"));
        Assert.Contains(
            "Error: The new plan is refused and the old one stays: Gateway:Compositions:live:Parts:price:Path is '/p/{nothing}'; "
            + "allowed: a path from / on without dot segments; values: {id}.",
            gateway.Logs.Lines);

        gateway.Live.Change(("Gateway:Compositions:live:Budget", "soon"));
        Assert.Contains("'soon' at 'Gateway:Compositions:live:Budget'", string.Join('\n', gateway.Logs.Lines), StringComparison.Ordinal);

        gateway.Live.Change(
            ("Gateway:Compositions:live:Budget", "00:00:01"), ("Gateway:Compositions:live:Parts:price:Path", "/q/{id}"),
            ("Gateway:Compositions:live:Access", "SignedIn"));
        await Eventually.BecomesAsync(
            "the plan that asks for a sign-in", async () => (await client.GetAsync("/live/1")).StatusCode, status => status == HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For("ada"));
        Assert.Equal("""{"price":1}""", await client.GetStringAsync("/live/1"));
        Assert.Equal("/q/1", upstream.Targets.Last());
    }

    private static async Task<string> AnswerAsync(HttpClient client, string path) => await Eventually.BecomesAsync(
        $"an answer at {path}", async () => await (await client.GetAsync(path)).Content.ReadAsStringAsync(),
        answer => answer.StartsWith("{\"price", StringComparison.Ordinal));

    private static Dictionary<string, string?> Page() => new()
    {
        ["services:pricing:http:0"] = "http://localhost",
        [$"{Prefix}:Path"] = "/api/{id}",
        [$"{Prefix}:Access"] = "Anonymous",
        [$"{Prefix}:Parts:price:Service"] = "pricing",
        [$"{Prefix}:Parts:price:Path"] = "/prices/{id}",
    };
}
