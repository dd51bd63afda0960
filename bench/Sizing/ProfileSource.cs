using Capacity;

namespace Bench.Sizing;

/// <summary>Finds the profile that the caller named and applies what the caller set.</summary>
internal static class ProfileSource
{
    private const string Option = "--profile";
    private const string Measured = "measured";

    /// <summary>The profile, or every problem in one line each: which option, which value, what is allowed.</summary>
    /// <param name="name">A built-in profile, <c>measured</c> or the path of a file.</param>
    /// <param name="set">What <c>--set</c> was given.</param>
    /// <param name="folder">Where <c>measured</c> is looked for, and above.</param>
    public static ProfileReading Read(string name, IReadOnlyList<string> set, string folder)
    {
        var problems = new List<string>();
        Assignment[] changes = [.. Typed(set, problems)];
        var reading = ProfileReader.BuiltIn(name) is { } profile
            ? ProfileReader.Change(profile, changes)
            : FromFile(name, changes, folder);
        return problems.Count == 0 ? reading : new(null, null, [.. reading.Problems, .. problems]);
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

    private static ProfileReading FromFile(string name, IReadOnlyList<Assignment> changes, string folder)
    {
        var isMeasured = name.Equals(Measured, StringComparison.OrdinalIgnoreCase);
        if (isMeasured && MeasuredFile.Find(folder) is null)
        {
            return Refused($"{Option} is {name}, but {folder} and the repository hold no {MeasuredProfile.FileName};"
                + " allowed: after bench calibrate, which writes it.");
        }

        var path = isMeasured ? MeasuredFile.Find(folder)! : name;
        if (!File.Exists(path))
        {
            return Refused($"{Option} is {path}; allowed: {ProfileReader.BuiltInNames}, {Measured} or the path of a JSON file that exists.");
        }

        try
        {
            return ProfileReader.Read(File.ReadAllText(path), Option, path, changes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refused($"{Option} {path} cannot be read ({exception.Message}); allowed: a readable file.");
        }
    }

    private static ProfileReading Refused(string problem) => new(null, null, [problem]);
}
