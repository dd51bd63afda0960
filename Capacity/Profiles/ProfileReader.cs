using System.Text.Json;
using System.Text.Json.Nodes;

namespace Capacity;

/// <summary>Reads profiles: the built-in ones by name, others from JSON text. No I/O: who has a file reads it and brings its text.</summary>
/// <remarks>
/// A file holds what differs from the profile that it is <c>basedOn</c> (<c>seed</c>, unless it says otherwise), names short or long:
/// <c>{ "name": "spring sale", "gateway": { "requestsPerSecond": 3000 } }</c>. What <c>size --json</c> printed is such a file, too.
/// </remarks>
public static class ProfileReader
{
    private const string BasedOn = "basedOn";
    private const string Name = "name";
    private const string Measured = "measured";

    private static readonly Dictionary<string, CapacityProfile> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["seed"] = SeedProfile.Profile,
        ["local"] = LocalProfile.Profile,
    };

    /// <summary>Names of the built-in profiles: <c>seed, local</c>.</summary>
    public static string BuiltInNames => string.Join(", ", Known.Keys);

    /// <summary>The built-in profile of this name; <c>null</c>: there is none.</summary>
    public static CapacityProfile? BuiltIn(string name) => Known.GetValueOrDefault(name);

    /// <summary>Changes inputs of a profile by name.</summary>
    public static ProfileReading Change(CapacityProfile profile, IReadOnlyList<Assignment> changes)
    {
        var problems = new List<string>();
        var changed = ProfileEditor.Apply(profile, changes, problems);
        return problems.Count == 0 ? new(changed, null, problems) : ProfileReading.Refused(problems);
    }

    /// <summary>Reads a profile file and then changes it.</summary>
    /// <param name="json">The text of the file; comments and trailing commas are allowed.</param>
    /// <param name="key">The setting that named the file, such as <c>--profile</c>; it stands in problems.</param>
    /// <param name="path">The file's name; it stands in problems and is the profile's name unless the file states one.</param>
    /// <param name="changes">What the caller sets on top.</param>
    public static ProfileReading Read(string json, string key, string path, IReadOnlyList<Assignment> changes)
    {
        var (root, problem) = Parse(json, $"{key} {path}");
        if (root is null)
        {
            return ProfileReading.Refused(problem!);
        }

        // What size --json printed is a profile with its sizes behind it.
        var file = root["profile"] as JsonObject ?? root;
        var based = Member(file, BasedOn) ?? "seed";
        if (BuiltIn(based) is not { } profile)
        {
            return ProfileReading.Refused($"{path}: {BasedOn} is {based}; allowed: {BuiltInNames}.");
        }

        var (measured, unreadable) = MeasuredIn(root, path);
        var named = profile with { Name = Member(file, Name) ?? Path.GetFileNameWithoutExtension(path) };
        var (changed, _, problems) = Change(named, [.. Leaves(path, file, prefix: ""), .. changes]);
        return unreadable is null && changed is not null
            ? new(changed, measured, problems)
            : ProfileReading.Refused([.. new[] { unreadable }.OfType<string>(), .. problems]);
    }

    private static (JsonObject? Root, string? Problem) Parse(string json, string origin)
    {
        try
        {
            var node = JsonNode.Parse(
                json,
                new JsonNodeOptions { PropertyNameCaseInsensitive = true },
                new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (node is JsonObject root)
            {
                _ = root.Count; // Reads the members now: the same name twice is an exception here, not later.
                return (root, null);
            }

            return (null, $"{origin} is not a JSON object; allowed: {{\"chat\": {{\"clients\": 20000}}}} and the like.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return (null, $"{origin} is not JSON ({exception.Message.ReplaceLineEndings(" ")}); allowed: a JSON object.");
        }
    }

    private static (MeasuredProfile? Measured, string? Problem) MeasuredIn(JsonObject root, string path)
    {
        try
        {
            return (root[Measured]?.Deserialize<MeasuredProfile>(MeasuredProfile.Json), null);
        }
        catch (JsonException exception)
        {
            return (null, $"{path}: {Measured} cannot be read ({exception.Message.ReplaceLineEndings(" ")}); allowed: {MeasuredProfile.Shape}.");
        }
    }

    private static string? Member(JsonObject file, string name) => file[name]?.ToString();

    private static IEnumerable<Assignment> Leaves(string path, JsonObject value, string prefix)
    {
        foreach (var (name, child) in value)
        {
            var key = prefix + name;
            var leaves = child switch
            {
                _ when IsAboutTheFile(key) => [],
                JsonObject group => Leaves(path, group, key + "."),
                _ => [new Assignment($"{path}: ", key, Text(child))],
            };
            foreach (var leaf in leaves)
            {
                yield return leaf;
            }
        }
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => Assignment.None,
        JsonValue single => single.ToString(),
        _ => value.ToJsonString(),
    };

    private static bool IsAboutTheFile(string key) =>
        key.Equals(Name, StringComparison.OrdinalIgnoreCase)
        || key.Equals(BasedOn, StringComparison.OrdinalIgnoreCase)
        || key.Equals(Measured, StringComparison.OrdinalIgnoreCase);
}
