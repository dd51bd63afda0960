using System.Text.Json;
using System.Text.Json.Nodes;
using Support;

namespace Chat.Client.Tests.Conformance;

/// <summary>One case of clients/conformance/cases.json.</summary>
/// <param name="Name">What it promises.</param>
/// <param name="Protocols">How it is to be run: <c>json</c>, <c>messagepack</c>.</param>
/// <param name="Requires">Method of the hub that it needs.</param>
/// <param name="Options">Options of the clients, by the names that TypeScript gives them.</param>
/// <param name="Steps">What is done and expected.</param>
internal sealed record ConformanceCase(
    string Name, IReadOnlyList<string>? Protocols, string? Requires, JsonObject? Options, IReadOnlyList<JsonObject> Steps)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<ConformanceCase> All { get; } =
        JsonNode.Parse(File.ReadAllText(Repository.File("clients", "conformance", "cases.json")))!["cases"].Deserialize<List<ConformanceCase>>(Web)!;

    /// <summary>Every case with every protocol that it names; JSON where it names none.</summary>
    public static TheoryData<string, string> Rows() =>
        new(All.SelectMany(single => (single.Protocols ?? ["json"]).Select(protocol => (single.Name, protocol))));

    public static ConformanceCase Named(string name)
    {
        var named = All.Single(single => single.Name == name);
        Assert.SkipUnless(
            named.Requires is null || typeof(Chat.Api.Messages.ChatHub).GetMethod(named.Requires) is not null, $"The service has no {named.Requires}.");
        return named;
    }
}
