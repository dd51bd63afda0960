using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench.Sizing;

/// <summary>The report for machines: <c>{profile, services: [{name, figures, fit, server}], deployment}</c>.</summary>
internal static class SizeJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // "×" and "'" stay readable; the document goes to a terminal or a file, never into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A worker that fits nowhere makes the wait endless; JSON has no number for it.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(SizeReport report) => JsonSerializer.Serialize(report, Options);
}
