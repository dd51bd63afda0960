using Bench.Lab.Results;
using Spectre.Console;
using static Bench.Lab.Reports.Figures;

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
        console.MarkupLineInterpolated($"[dim]{MachineLine.Of(result)}[/]");
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
                Number(row.Ratio),
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
                    new Text(peer.Name), new Text(Spread(peer.Measured, "", peer.WhyNot)),
                    Number(peer.Measured?.Median / comparison.Ours.Median));
            }

            console.Write(table);
        }

        foreach (var curve in scenario.Curves)
        {
            var table = NewTable(curve.XName, curve.YName);
            table.Title = new TableTitle(Markup.Escape(curve.Name));
            foreach (var point in curve.Points)
            {
                table.AddRow(Short(point.X), Spread(point.Y));
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
                latency.Name, Short(latency.Count), Short(latency.Failed), Short(latency.At(50)), Short(latency.At(90)),
                Short(latency.At(99)), Short(latency.At(99.9)), Short(latency.Max));
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

    private static Text Number(double? value) => new(Short(value));

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Holds => $"[green]{Words.Of(verdict)}[/]",
        Verdict.Misses => $"[red]{Words.Of(verdict)}[/]",
        _ => $"[dim]{Words.Of(verdict)}[/]",
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
