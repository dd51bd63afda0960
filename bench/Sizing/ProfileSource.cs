using System.Text.Json;
using System.Text.Json.Nodes;
using Capacity;

namespace Bench.Sizing;

/// <summary>Finds the profile that the caller named and applies what the caller set.</summary>
internal static class ProfileSource
{
    private const string BasedOn = "basedOn";

    private static readonly Dictionary<string, CapacityProfile> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["seed"] = SeedProfile.Profile,
        ["local"] = LocalProfile.Profile,
    };

    /// <summary>The profile, or every problem in one line each: which option, which value, what is allowed.</summary>
    public static (CapacityProfile? Profile, IReadOnlyList<string> Problems) Read(string name, IReadOnlyList<string> set)
    {
        var problems = new List<string>();
        var (profile, assignments) = Known.TryGetValue(name, out var known) ? (known, []) : FromFile(name, problems);
        assignments.AddRange(Typed(set, problems));
        if (profile is null)
        {
            return (null, problems);
        }

        var result = ProfileEditor.Apply(profile, assignments, problems);
        return (problems.Count == 0 ? result : null, problems);
    }

    private static IEnumerable<Assignment> Typed(IReadOnlyList<string> set, List<string> problems)
    {
        foreach (var text in set)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                problems.Add($"--set is {text}; allowed: NAME=VALUE, such as Chat.Clients=100000.");
                continue;
            }

            yield return new("--set ", text[..equals].Trim(), text[(equals + 1)..].Trim());
        }
    }

    /// <summary>A file holds what differs from the profile that it is <c>basedOn</c> (the seed's, unless it says otherwise).</summary>
    private static (CapacityProfile? Profile, List<Assignment> Assignments) FromFile(string path, List<string> problems)
    {
        if (!File.Exists(path))
        {
            problems.Add($"--profile is {path}; allowed: seed, local or the path of a JSON file that exists.");
            return (null, []);
        }

        if (Parse(path, problems) is not { } file)
        {
            return (null, []);
        }

        // What size --json printed is a profile with its sizes behind it.
        file = file["profile"] as JsonObject ?? file;
        var based = Member(file, BasedOn) ?? "seed";
        if (!Known.TryGetValue(based, out var profile))
        {
            problems.Add($"{path}: {BasedOn} is {based}; allowed: seed, local.");
            return (null, []);
        }

        var named = profile with { Name = Member(file, "name") ?? Path.GetFileNameWithoutExtension(path) };
        return (named, [.. Leaves(path, file, prefix: "")]);
    }

    private static JsonObject? Parse(string path, List<string> problems)
    {
        try
        {
            var node = JsonNode.Parse(
                File.ReadAllText(path),
                new JsonNodeOptions { PropertyNameCaseInsensitive = true },
                new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (node is JsonObject file)
            {
                _ = file.Count; // Reads the members now: the same name twice is an exception here, not later.
                return file;
            }

            problems.Add($"--profile {path} is not a JSON object; allowed: {{\"chat\": {{\"clients\": 20000}}}} and the like.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            problems.Add($"--profile {path} is not JSON ({exception.Message.ReplaceLineEndings(" ")}); allowed: a JSON object.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"--profile {path} cannot be read ({exception.Message}); allowed: a readable file.");
        }

        return null;
    }

    private static string? Member(JsonObject file, string name) => file[name]?.ToString();

    private static IEnumerable<Assignment> Leaves(string path, JsonObject value, string prefix)
    {
        foreach (var (name, child) in value)
        {
            var key = prefix + name;
            var leaves = child switch
            {
                JsonObject group => Leaves(path, group, key + "."),
                _ when IsAboutTheFile(key) => [],
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
        key.Equals("name", StringComparison.OrdinalIgnoreCase) || key.Equals(BasedOn, StringComparison.OrdinalIgnoreCase);
}
