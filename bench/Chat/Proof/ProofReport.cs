using System.Globalization;
using Bench.Chat.Proof.Faults;
using Spectre.Console;

namespace Bench.Chat.Proof;

/// <summary>What a run prints: how much happened, a count per promise, the first violations with the faults around them, and how to do it again.</summary>
internal static class ProofReport
{
    private const int DetailsMax = 10;

    /// <summary>What will be broken when.</summary>
    public static void WritePlan(IAnsiConsole console, FaultPlan plan)
    {
        foreach (var fault in plan.Faults)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault.At.TotalSeconds,7:0.0} s  {fault.Name}, for {fault.Lasts.TotalSeconds:0.0} s"));
        }
    }

    public static void Write(IAnsiConsole console, ProofResult result)
    {
        WriteCounts(console, result.Counts);
        var table = new Table { Border = TableBorder.Minimal }.AddColumn("Broken promise").AddColumn(new TableColumn("Count").RightAligned());
        foreach (var kind in Enum.GetValues<ViolationKind>())
        {
            table.AddRow(Words(kind), result.Violations.Count(violation => violation.Kind == kind).ToString(CultureInfo.InvariantCulture));
        }

        console.Write(table);
        WriteDetails(console, result);
        console.WriteLine(Verdict(result));
        console.WriteLine($"Again: {Command(result.Settings)}");
    }

    /// <summary>The command that runs the same seed.</summary>
    public static string Command(ProofSettings settings) => string.Create(
        CultureInfo.InvariantCulture, $"dotnet run -c Release --project bench -- prove chat --seconds {settings.Length.TotalSeconds:0} --seed {settings.Seed}{Options(settings)}");

    private static string Options(ProofSettings settings) =>
        (settings.Redis == ProofRedis.Kept ? "" : $" --redis {settings.Redis.ToString().ToLowerInvariant()}") + (settings.IsDurable ? " --durability postgres" : "");

    private static void WriteCounts(IAnsiConsole console, ProofCounts counts)
    {
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{counts.Acknowledged} of {counts.Messages} messages and {counts.ChangesAcknowledged} of {counts.Changes} changes acknowledged, {counts.Retries} retries, {counts.Connections} connections,"));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{counts.Told} entries told to clients, {counts.Stored} stored in {counts.Epochs} epochs; at rest {counts.Settled.TotalSeconds:0.0} s after the last fault."));
    }

    private static void WriteDetails(IAnsiConsole console, ProofResult result)
    {
        // One of each kind before a second one of any.
        var first = result.Violations.GroupBy(violation => violation.Kind)
            .SelectMany(kind => kind.Select((violation, index) => (violation, index)))
            .OrderBy(one => one.index).Take(DetailsMax).Select(one => one.violation);
        foreach (var violation in first)
        {
            console.WriteLine($"{Words(violation.Kind)}: {violation.Room}: {violation.Detail}");
            if (violation.At is not { } at)
            {
                continue;
            }

            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  seen at {at.TotalSeconds:0.000} s; around it:"));
            foreach (var line in result.Timeline.Around(at))
            {
                console.WriteLine($"  {line}");
            }
        }

        if (result.Violations.Count > 0)
        {
            console.WriteLine("What was broken when:");
            foreach (var line in result.Timeline.Lines)
            {
                console.WriteLine(line);
            }
        }
    }

    private static string Verdict(ProofResult result) => (result.Violations.Count, result.IsStopped) switch
    {
        ( > 0, _) => $"{result.Violations.Count} violations.",
        (0, true) => "Stopped: nothing is broken until here; what only shows at rest was not checked.",
        _ => "Nothing is broken.",
    };

    private static string Words(ViolationKind kind) => kind switch
    {
        ViolationKind.AcknowledgedButLost => "acknowledged but lost",
        ViolationKind.NotStored => "told but not stored",
        ViolationKind.Duplicated => "duplicated",
        ViolationKind.Reordered => "reordered",
        ViolationKind.Gap => "gap",
        ViolationKind.DifferentOrder => "different order",
        ViolationKind.SequenceUsedTwice => "sequence used twice",
        ViolationKind.WrongState => "wrong state",
        ViolationKind.WronglyRefused => "wrongly refused",
        _ => "not settled",
    };
}
