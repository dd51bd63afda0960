using Bench.Lab.Results;
using Spectre.Console;
using static Capacity.Number;

namespace Bench.Lab.Reports;

/// <summary>A result for people at a terminal: per service the seed's figures beside the measured ones, then what else was found.</summary>
internal static class ResultTables
{
    public static void Write(IAnsiConsole console, LabResult result)
    {
        foreach (var scenario in result.Scenarios)
        {
            console.WriteLine();
            console.Write(new Rule($"[bold]{scenario.Service}[/] [dim]{scenario.Seconds:0} s[/]").LeftJustified());
            console.Write(Rows(scenario));
            WriteFurther(console, scenario);
        }

        console.WriteLine();
        console.MarkupLineInterpolated(
            $"[dim]{result.Machine.Name}: {result.Machine.Processor}, {Text(result.Machine.Cores)} cores; commit {result.Commit}. Load generator and system share them.[/]");
        if (result.Yardstick is { } yardstick)
        {
            console.MarkupLineInterpolated($"[dim]Yardstick, {yardstick.Name}: {Value(yardstick.CpuMsPerRequest, "ms CPU per request", yardstick.WhyNot)}[/]");
        }
    }

    private static Table Rows(ScenarioResult scenario)
    {
        var table = NewTable("Seed's figure", "Seed", "Here", "By measured costs", "Measured", "Ratio", "Verdict");
        foreach (var row in scenario.Rows)
        {
            var name = row.InSummary ? $"[bold]{Markup.Escape(row.Name)}[/]" : Markup.Escape(row.Name);
            table.AddRow(
                new Markup($"{name}\n[dim]{row.Section}, {Markup.Escape(row.Unit)}[/]"),
                Number(row.Seed), Number(row.Here), Number(row.ByMeasuredCosts),
                row.Measured is { } measured ? new Text(Spread(measured)) : new Markup($"[dim]{Markup.Escape(row.Note ?? "-")}[/]"),
                Number(row.Ratio is { } ratio ? Math.Round(ratio, 3) : null),
                new Markup(Word(row.Verdict)));
        }

        return table;
    }

    private static void WriteFurther(IAnsiConsole console, ScenarioResult scenario)
    {
        foreach (var comparison in scenario.Peers)
        {
            var table = NewTable(comparison.Name, comparison.Unit, "Over ours");
            table.AddRow(new Markup("[bold]ours[/]"), new Text(Spread(comparison.Ours)), new Text("1"));
            foreach (var peer in comparison.Peers)
            {
                table.AddRow(
                    new Text(peer.Name), new Text(Value(peer.Measured, "", peer.WhyNot)),
                    Number(peer.Measured is { } measured ? Math.Round(measured.Median / comparison.Ours.Median, 2) : null));
            }

            console.Write(table);
        }

        foreach (var curve in scenario.Curves)
        {
            var table = NewTable(curve.XName, curve.YName);
            table.Title = new TableTitle(Markup.Escape(curve.Name));
            foreach (var point in curve.Points)
            {
                table.AddRow(Text(point.X), Spread(point.Y));
            }

            console.Write(table);
        }

        if (scenario.Latencies.Count > 0)
        {
            console.Write(Latencies(scenario));
        }

        if (scenario.Figures.Count > 0)
        {
            console.Write(Figures(scenario));
        }

        foreach (var note in scenario.Notes)
        {
            console.MarkupLineInterpolated($"[dim]{note}[/]");
        }
    }

    private static Table Latencies(ScenarioResult scenario)
    {
        var table = NewTable("Latency from the moment due, ms", "Calls", "Failed", "p50", "p90", "p99", "p99.9", "Max");
        foreach (var latency in scenario.Latencies)
        {
            table.AddRow(
                latency.Name, Text(latency.Count), Text(latency.Failed), Text(latency.At(50)), Text(latency.At(90)),
                Text(latency.At(99)), Text(latency.At(99.9)), Text(latency.Max));
        }

        return table;
    }

    private static Table Figures(ScenarioResult scenario)
    {
        var table = NewTable("Also measured", "Value", "Unit");
        foreach (var figure in scenario.Figures)
        {
            table.AddRow(figure.Name, Spread(figure.Measured), figure.Unit);
        }

        return table;
    }

    private static Text Number(double? value) => new(value is { } number ? Text(number) : "-");

    private static string Value(Measurement? measured, string unit, string? whyNot) =>
        measured is null ? $"not measured: {whyNot}" : $"{Spread(measured)} {unit}".TrimEnd();

    private static string Spread(Measurement measured) => measured.Runs.Count == 1
        ? Text(Short(measured.Median))
        : $"{Text(Short(measured.Median))} ({Text(Short(measured.Low))}-{Text(Short(measured.High))})";

    // Four digits: the spread of such machines is far wider.
    private static double Short(double value) =>
        value == 0 || !double.IsFinite(value) ? value : Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 12));

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "[green]holds[/]",
        Verdict.Misses => "[red]misses[/]",
        _ => "[dim]not measured[/]",
    };

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        }

        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        return table;
    }
}
