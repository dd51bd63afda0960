using System.Globalization;
using Spectre.Console;

namespace Bench.Imaging.Proof;

/// <summary>What a run prints: how much happened, a count per promise, the first violations, and how to do it again.</summary>
internal static class ImagingProofReport
{
    private const int DetailsMax = 10;

    public static void Write(IAnsiConsole console, ImagingProofResult result)
    {
        var counts = result.Counts;
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{counts.Images} images accepted: {counts.Succeeded} have a manifest, {counts.GivenUp} a poison record ({counts.PoisonCopies} copies);"));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{counts.Kills} kills among {counts.Faults} faults, {counts.Doubled} doubled messages; at rest {counts.Settled.TotalSeconds:0.0} s after the last fault."));
        var table = new Table { Border = TableBorder.Minimal }.AddColumn("Broken promise").AddColumn(new TableColumn("Count").RightAligned());
        foreach (var kind in Enum.GetValues<ImageViolationKind>())
        {
            table.AddRow(Words(kind), result.Violations.Count(violation => violation.Kind == kind).ToString(CultureInfo.InvariantCulture));
        }

        console.Write(table);
        foreach (var violation in result.Violations.Take(DetailsMax))
        {
            console.WriteLine($"{Words(violation.Kind)}: {violation.Image}: {violation.Detail}");
        }

        if (result.Violations.Count > 0)
        {
            console.WriteLine("What was broken when:");
            foreach (var line in result.Timeline.Lines)
            {
                console.WriteLine(line);
            }
        }

        console.WriteLine(Verdict(result));
        console.WriteLine($"Again: {Command(result.Settings)}");
    }

    /// <summary>The command that runs the same seed.</summary>
    public static string Command(ImagingProofSettings settings) => string.Create(
        CultureInfo.InvariantCulture, $"dotnet run -c Release --project bench -- prove imaging --kills {settings.Kills} --seed {settings.Seed}");

    private static string Verdict(ImagingProofResult result) => (result.Violations.Count, result.IsStopped) switch
    {
        ( > 0, _) => $"{result.Violations.Count} violations.",
        (0, true) => "Stopped: nothing is broken until here; what only shows at rest was not checked.",
        _ => "Nothing is broken.",
    };

    private static string Words(ImageViolationKind kind) => kind switch
    {
        ImageViolationKind.Lost => "lost",
        ImageViolationKind.EndedTwice => "ended twice",
        ImageViolationKind.Contradiction => "contradiction",
        ImageViolationKind.SeenByHalves => "seen by halves",
        ImageViolationKind.WronglyRefused => "wrongly refused",
        ImageViolationKind.Leftover => "leftover",
        _ => "not settled",
    };
}
