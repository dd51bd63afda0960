using System.Text.Json.Nodes;
using Gateway.Api.Checking;
using Gateway.Api.Composition.Plans;
using Support;
using Support.Servers;

namespace Gateway.Api.Tests.Checking;

/// <summary>What <c>check FILE</c> says: a rule, a line and a sentence for each mistake, and how a good plan runs.</summary>
public sealed class CheckTests
{
    /// <summary>The rule; the setting below the composition that breaks it; its value; the key whose line is named.</summary>
    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "GW001", "Parts.price.Timout", "\"00:00:01\"", "Timout" },
        { "GW001", "Parts.price.Cache", """{ "Tll": "00:00:01" }""", "Tll" },
        { "GW002", "Budget", "\"soon\"", "Budget" },
        { "GW003", "Parts.9lives", """{ "Service": "pricing", "Path": "/p/{id}" }""", "9lives" },
        { "GW004", "Path", "\"/api/{*id}\"", "Path" },
        { "GW005", "Path", "\"/health\"", "Path" },
        { "GW005", "Path", "\"/catalog/{whatever}/\"", "Path" },
        { "GW006", "Access", "\"Everybody\"", "Access" },
        { "GW007", "Parts.price.Timeout", "\"00:00:03\"", "Timeout" },
        { "GW008", "Parts.price.Retries", "4", "Retries" },
        { "GW009", "Parts", "{}", "Parts" },
        { "GW010", "Parts.price.Service", "\"Evil.example\"", "Service" },
        { "GW011", "Parts.price.Service", "\"prizing\"", "Service" },
        { "GW012", "Parts.price.Path", "\"/p/{sku}\"", "Path2" },
        { "GW012", "Parts.price.Path", "\"/p/{ids}\"", "Path2" },
        { "GW013", "Parts.price.After", "\"other\"", "Parts" },
        { "GW014", "Parts.price.After", "\"nobody\"", "After" },
        { "GW014", "Parts.price.Use", "\"$.x\"", "Use" },
        { "GW015", "Parts.price.If", "\"cookie:x\"", "If" },
        { "GW016", "Parts.price.Into", "\"other\"", "Into" },
        { "GW016", "Parts.price.Into", "\"_partial\"", "Into" },
        { "GW016", "Parts.price.Rename", """{ "a": "c", "b": "c" }""", "b" },
        { "GW017", "Parts.price.Pick", "[\"a..b\"]", "Pick" },
        { "GW017", "Parts.price", """{ "Service": "pricing", "Path": "/p/{id}", "Pick": ["a"], "Drop": ["a"] }""", "Drop" },
        { "GW018", "Parts.price", """{ "Service": "pricing", "Path": "/p/{id}", "Drop": ["kind"] }""", "Path2" },
        { "GW019", "Parts.price.Fallback", "\"nothing\"", "Fallback" },
        { "GW020", "Parts.price.Hedge", "\"p20\"", "Hedge" },
        { "GW021", "Parts.price.Cache", """{ "Ttl": "2.00:00:00" }""", "Ttl" },
        { "GW022", "Parts.price.Vary", "[\"Host\"]", "Vary" },
        { "GW023", "Parts.price", """{ "Service": "pricing", "Path": "/p?ids={keys}", "Each": { "In": "other", "Max": 0 } }""", "Max" },
        { "GW024", "Parts.price.OnStatus", """{ "200": "null" }""", "200" },
        { "GW025", "Method", "\"PUT\"", "Method" },
        { "GW101", "Parts.price.Required", "false", "Parts" },
        { "GW102", "Budget", "\"00:00:01\"", "Budget" },
        { "GW103", "Parts.price.Hedge", "\"00:00:01\"", "Hedge" },
        { "GW104", "Parts", """{ "price": { "Service": "pricing", "Path": "/p/{id}" }, "other": { "Service": "pricing", "Path": "/o/{part:price.kind}", "Required": true } }""", "Required" },
        { "GW105", "Parts.price.Path", "\"/p/{id}/{claim:tenant}\"", "Path2" },
        { "GW106", "Path", "\"/api/{id}/{unused}\"", "Path" },
        { "GW107", "Parts", Many, "Parts" },
        { "GW108", "Parts.price", """{ "Service": "pricing", "Path": "/p/{id}", "Vary": ["Authorization"], "Cache": { "Ttl": "00:00:01" } }""", "Cache" },
    };

    private static string Many => $"{{{string.Join(',', Enumerable.Range(0, 9).Select(index => $$""" "p{{index}}": { "Service": "pricing", "Path": "/p/{id}", "Retries": 3 } """))}}}";

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Each_mistake_is_named_with_its_rule_and_its_line(string rule, string setting, string value, string key)
    {
        var (output, exit) = Check(With(setting, value), out var text);

        var line = output.FirstOrDefault(line => line.Contains($" {rule}: ", StringComparison.Ordinal));
        Assert.True(line is not null, $"no {rule} in\n{string.Join('\n', output)}");
        Assert.Equal(rule.StartsWith("GW0", StringComparison.Ordinal) ? CheckCommand.Wrong : CheckCommand.Good, exit);
        var number = int.Parse(line.Split(':')[1]);
        Assert.Contains(key == "Path2" ? "\"Path\"" : $"\"{key}\"", text[number - 1], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_has_a_mistake_that_breaks_it()
    {
        Assert.Equal(PlanRules.All.Select(rule => rule.Id), Mistakes.Select(mistake => mistake.Data.Item1).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_good_plan_is_explained_with_its_worst_case()
    {
        var (output, exit) = Check(Plan(), out _);

        Assert.Equal(CheckCommand.Good, exit);
        Assert.Equal("0 errors, 0 warnings, 1 compositions.", output[0]);
        Assert.Equal(
            [
                "page: GET /api/{id}, anonymous, budget 2 s",
                "  price, required, GET pricing/p/{id}, within 0.8 s, up to 2 calls",
                "  other, optional, GET pricing/o/{part:price.kind}, within 0.8 s, up to 2 calls, after price",
                "  at worst: 1.6 s (longest way price -> other), 4 calls, of which at most 10 % of a service's calls are retries and hedges",
            ],
            output.Skip(2));
    }

    [Fact]
    public void The_configuration_that_ships_has_no_error()
    {
        using var output = new StringWriter();

        Assert.Equal(CheckCommand.Good, CheckCommand.Run([Repository.File("Gateway.Api", "appsettings.json"), Repository.File("Gateway.Api", "appsettings.Development.json")], output, output));
        Assert.Contains("0 errors, 0 warnings", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n\"Gateway\": {\n oops }", "3: the file is not JSON")]
    [InlineData(null, "the file cannot be read")]
    public void A_file_that_is_none_is_said_to_be_none(string? text, string expected)
    {
        using var folder = new TemporaryFolder();
        using var error = new StringWriter();
        var file = Path.Combine(folder.Path, "plan.json");
        if (text is not null)
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(CheckCommand.Usage, CheckCommand.Run([file], TextWriter.Null, error));
        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
    }

    private static JsonObject Plan() => JsonNode.Parse(
        """
        {
          "services": { "pricing": { "http": ["http://localhost:1"] } },
          "ReverseProxy": { "Routes": { "catalog": { "Match": { "Path": "/catalog/{id}" } } } },
          "Gateway": { "Compositions": { "page": {
            "Path": "/api/{id}",
            "Access": "Anonymous",
            "Parts": {
              "other": { "Service": "pricing", "Path": "/o/{part:price.kind}" },
              "price": { "Service": "pricing", "Path": "/p/{id}", "Required": true }
            }
          } } }
        }
        """)!.AsObject();

    private static JsonObject With(string setting, string value)
    {
        var plan = Plan();
        var place = plan["Gateway"]!["Compositions"]!["page"]!.AsObject();
        var steps = setting.Split('.');
        foreach (var step in steps[..^1])
        {
            place = place[step]!.AsObject();
        }

        place[steps[^1]] = JsonNode.Parse(value);
        return plan;
    }

    private static (string[] Output, int Exit) Check(JsonObject plan, out string[] text)
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter();
        var file = Path.Combine(folder.Path, "plan.json");
        var json = plan.ToJsonString(new() { WriteIndented = true });
        File.WriteAllText(file, json);
        text = json.Split('\n');
        var exit = CheckCommand.Run([file], output, output);
        return (output.ToString().TrimEnd().Split(Environment.NewLine).Select(line => line.Replace(folder.Path, "", StringComparison.Ordinal)).ToArray(), exit);
    }
}
