using Support;

namespace Bench.Imaging.Hostile;

/// <summary>What an image may end as: the table of <c>docs/errors.md</c>, without those codes that say that the service gave up.</summary>
internal static class StableCodes
{
    private static readonly HashSet<string> All =
    [
        HostileOutcome.Succeeded,
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "errors.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains("| failed |", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1])
            .Except(["attempts-exhausted", "upload-changed", "processing-crash"]),
    ];

    public static bool Contains(string code) => All.Contains(code);
}
