using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench.Lab.Results;

/// <summary>Results as JSON, in the shape that <c>bench/results/README.md</c> describes.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        // A generated file: names of units and machines are easier to read unescaped.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One JSON document.</summary>
    public static string Text(LabResult result) => JsonSerializer.Serialize(result, Options);

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    /// <exception cref="JsonException">It is not such a document.</exception>
    public static LabResult Parse(string text)
    {
        var result = JsonSerializer.Deserialize<LabResult>(text, Options) ?? throw new JsonException("null is not a result.");
        return result.Schema == LabResult.CurrentSchema
            ? result
            : throw new JsonException($"schema is {result.Schema}; allowed: {LabResult.CurrentSchema}.");
    }

    /// <summary>Writes <c>DATE-MACHINE.json</c> into <paramref name="folder"/> and answers its path; a second run of the day replaces the first.</summary>
    public static string Write(LabResult result, string folder)
    {
        Directory.CreateDirectory(folder);
        var date = result.StartedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var path = Path.Combine(folder, $"{date}-{FileName(result.Machine.Name)}{(result.Quick ? "-quick" : "")}.json");
        File.WriteAllText(path, Text(result) + "\n");
        return path;
    }

    private static string FileName(string machine) =>
        new([.. machine.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')]);
}
