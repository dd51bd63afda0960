using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Capacity;

/// <summary>Replaces inputs of a profile by name.</summary>
internal static class ProfileEditor
{
    /// <summary>The profile with <paramref name="assignments"/> applied in order; what is not allowed becomes a line of <paramref name="problems"/>.</summary>
    public static CapacityProfile Apply(CapacityProfile profile, IReadOnlyList<Assignment> assignments, List<string> problems)
    {
        var inputs = InputReader.Read(profile);
        var tree = JsonSerializer.SerializeToNode(profile)!;
        var origins = new Dictionary<string, string>();
        foreach (var assignment in assignments)
        {
            if (Find(inputs, assignment.Key) is not { } input)
            {
                problems.Add($"{assignment.Origin}{assignment.Key} is not an input; allowed: the names that bench size --inputs lists"
                    + $" (nearest: {Nearest(inputs, assignment.Key)}).");
            }
            else if (!TryRead(assignment.Text, input, out var value))
            {
                problems.Add($"{assignment.Origin}{new Violation(input.ShortKey, assignment.Text, input.Allowed)}");
            }
            else
            {
                Set(tree, input, value);
                origins[input.ShortKey] = assignment.Origin;
            }
        }

        var edited = tree.Deserialize<CapacityProfile>()!;
        problems.AddRange(InputReader.Violations(edited).Select(violation => Origin(violation, origins) + violation));
        return edited;
    }

    private static Input? Find(IReadOnlyList<Input> inputs, string key) => inputs.FirstOrDefault(input =>
        input.Key.Equals(key, StringComparison.OrdinalIgnoreCase) || input.ShortKey.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static bool TryRead(string text, Input input, out double? value)
    {
        value = null;
        if (text.Equals(Assignment.None, StringComparison.OrdinalIgnoreCase))
        {
            return input.IsOptional;
        }

        // The range is judged here too: what no int holds must not reach the tree.
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !(number >= input.Min && number <= input.Max)
            || (input.IsWhole && number != Math.Floor(number)))
        {
            return false;
        }

        value = number;
        return true;
    }

    private static void Set(JsonNode tree, Input input, double? value)
    {
        var path = input.Key.Split('.');
        var group = path[..^1].Aggregate(tree, (node, name) => node[name]!);
        group[path[^1]] = value is { } number ? (input.IsWhole ? JsonValue.Create((int)number) : JsonValue.Create(number)) : null;
    }

    // Inputs out of order (a mean over its Max) may come from a sibling: the name that was set begins or ends alike.
    private static string Origin(Violation violation, Dictionary<string, string> origins) =>
        origins.FirstOrDefault(origin => origin.Key.StartsWith(violation.Key, StringComparison.Ordinal)).Value ?? "";

    private static string Nearest(IReadOnlyList<Input> inputs, string key) =>
        inputs.SelectMany(input => new[] { input.ShortKey, input.Key }).MinBy(name => Distance(name.ToUpperInvariant(), key.ToUpperInvariant()))!;

    /// <summary>Levenshtein's distance: letters to add, drop or change.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var (diagonal, _) = (row[0], row[0] = i);
            for (var j = 1; j <= right.Length; j++)
            {
                var change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(change, 1 + Math.Min(row[j], row[j - 1])));
            }
        }

        return row[^1];
    }
}
