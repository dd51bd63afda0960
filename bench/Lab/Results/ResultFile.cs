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

    /// <summary>
    /// The result at <paramref name="path"/>, or without one the newest full run of all three services in <paramref name="folder"/>;
    /// else <c>null</c> and a line in <paramref name="problems"/>.
    /// </summary>
    public static (LabResult Result, string Path)? Find(string? path, string folder, List<string> problems)
    {
        if (path is not null)
        {
            return Read(path, problems) is { } named ? (named, path) : null;
        }

        var newest = (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json") : [])
            .Select(file => (Result: Read(file, problems), Path: file))
            .Where(found => found.Result is { Quick: false, Scenarios.Count: 3 } full && full.Scenarios.All(scenario => scenario.Completed))
            .OrderByDescending(found => found.Result!.StartedAt)
            .FirstOrDefault();
        if (newest.Result is null)
        {
            problems.Add($"There is no full result in {folder}; allowed: the path of one, or run bench all first.");
            return null;
        }

        return (newest.Result, newest.Path);
    }

    /// <summary>The result at <paramref name="path"/>; else <c>null</c> and a line in <paramref name="problems"/>.</summary>
    public static LabResult? Read(string path, List<string> problems)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            problems.Add($"{path} is no result ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}); allowed: a file that a load wrote.");
            return null;
        }
    }

    private static string FileName(string machine) =>
        new([.. machine.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')]);
}
