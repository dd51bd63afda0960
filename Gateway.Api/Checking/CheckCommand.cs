using System.Text.Json;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Plans;

namespace Gateway.Api.Checking;

/// <summary><c>check FILE...</c>: validates, lints and explains a configuration without a start. A later file is laid over an earlier one.</summary>
internal static class CheckCommand
{
    public const string Verb = "check";

    /// <summary>No errors; warnings may have been said.</summary>
    public const int Good = 0;

    /// <summary>The plan would be refused.</summary>
    public const int Wrong = 1;

    /// <summary>There was nothing to check.</summary>
    public const int Usage = 2;

    public static int Run(IReadOnlyList<string> files, TextWriter output, TextWriter error)
    {
        if (files.Count == 0)
        {
            error.WriteLine("check: no file is named; allowed: check FILE [FILE...], later ones laid over earlier ones, such as check appsettings.json.");
            return Usage;
        }

        var lines = new List<(string File, JsonLines Lines)>();
        var builder = new ConfigurationBuilder();
        foreach (var file in files)
        {
            if (!TryRead(file, lines, error))
            {
                return Usage;
            }

            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        }

        var reading = PlanReader.Read(builder.Build(), new CallBudgets());
        foreach (var finding in reading.Findings.OrderByDescending(finding => finding.IsError).ThenBy(finding => finding.Rule.Id, StringComparer.Ordinal))
        {
            output.WriteLine($"{Where(finding.Key, lines)}: {(finding.IsError ? "error" : "warning")} {finding.Rule.Id}: {finding.Message}");
        }

        output.WriteLine(Summary(reading));
        if (reading.IsGood)
        {
            PlanExplanation.Write(reading.Plan, output);
        }

        return reading.IsGood ? Good : Wrong;
    }

    private static bool TryRead(string file, List<(string File, JsonLines Lines)> lines, TextWriter error)
    {
        try
        {
            var text = File.ReadAllBytes(file).AsSpan();
            lines.Add((file, JsonLines.Of(text.StartsWith("\uFEFF"u8) ? text[3..] : text)));
            return true;
        }
        catch (JsonException exception)
        {
            error.WriteLine($"{file}:{exception.LineNumber + 1}: the file is not JSON: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{file}: the file cannot be read: {exception.Message}");
        }

        return false;
    }

    private static string Where(string key, List<(string File, JsonLines Lines)> lines)
    {
        // The last file has the last word, and so the mistake, if it says anything of the key.
        var (file, line) = (lines[0].File, 1);
        foreach (var entry in lines)
        {
            (file, line) = entry.Lines.Find(key) is > 0 and var found ? (entry.File, found) : (file, line);
        }

        return $"{file}:{line}";
    }

    private static string Summary(PlanReading reading)
    {
        var errors = reading.Errors.Count();
        return $"{errors} errors, {reading.Findings.Count - errors} warnings, {reading.Plan.Routes.Count} compositions.";
    }
}
