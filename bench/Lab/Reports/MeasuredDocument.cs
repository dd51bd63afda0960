using System.Globalization;
using System.Text;
using Bench.Lab.Results;
using static Bench.Lab.Reports.Figures;

namespace Bench.Lab.Reports;

/// <summary><c>docs/measured.md</c> and the table of the README, both made from one result.</summary>
internal static class MeasuredDocument
{
    /// <summary>The document; <paramref name="file"/> is the name of the result in <c>bench/results</c>.</summary>
    public static string Of(LabResult result, string file)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Measured

            Made by `dotnet run -c Release --project bench -- report` from [{file}](../bench/results/{file}); not to be edited by hand.
            Every figure of the seed stands beside what was measured: **Seed** is its own figure, **Here** is its arithmetic for the load and
            the machine of this run, **By measured costs** the same arithmetic with the unit costs that this run measured ([sizing.md](sizing.md)
            has the formulas), **Ratio** is measured over here. Values are medians of the runs with the least and the greatest in brackets.

            {MachineLine.Of(result)}

            """);
        foreach (var scenario in result.Scenarios)
        {
            AppendScenario(page, scenario);
        }

        return page.ToString();
    }

    /// <summary>The rows of the seed's summary tables only: what the README shows.</summary>
    public static string Summary(LabResult result)
    {
        var table = new StringBuilder();
        AppendTable(table, ["", "Seed's figure", "Seed", "Here", "Measured", "Verdict"],
            from scenario in result.Scenarios
            from row in scenario.Rows
            where row.InSummary
            select new[] { scenario.Service, $"{row.Name}, {row.Unit}", Short(row.Seed), Short(row.Here), Measured(row), Words.Of(row.Verdict) });
        return table.ToString();
    }

    private static void AppendScenario(StringBuilder page, ScenarioResult scenario)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {scenario.Service}\n\n");
        AppendTable(page, ["Seed's figure", "Section", "Unit", "Seed", "Here", "By measured costs", "Measured", "Ratio", "Verdict"],
            scenario.Rows.Select(row => new[]
            {
                row.InSummary ? $"**{row.Name}**" : row.Name, row.Section, row.Unit, Short(row.Seed), Short(row.Here), Short(row.ByMeasuredCosts),
                Measured(row), Short(row.Ratio), Words.Of(row.Verdict),
            }));
        AppendNamed(page, "Latency, ms, from the moment each call was due", ["What", "Calls", "Failed", "p50", "p90", "p99", "p99.9", "Most"],
            scenario.Latencies.Select(latency => new[]
            {
                latency.Name, Short(latency.Count), Short(latency.Failed), Short(latency.At(50)), Short(latency.At(90)), Short(latency.At(99)),
                Short(latency.At(99.9)), Short(latency.Max),
            }));
        foreach (var curve in scenario.Curves)
        {
            AppendNamed(page, CurveCaption.Of(curve), [curve.XName, curve.YName], curve.Points.Select(point => new[] { Short(point.X), Spread(point.Y) }));
        }

        foreach (var comparison in scenario.Peers)
        {
            AppendNamed(page, comparison.Name, ["Who", comparison.Unit, "Over ours"], HtmlPage.ComparisonRows(comparison));
        }

        AppendNamed(page, "Also measured", ["What", "Value", "Unit"],
            scenario.Figures.Select(figure => new[] { figure.Name, Spread(figure.Measured), figure.Unit }));
        foreach (var note in scenario.Notes)
        {
            page.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }
    }

    private static string Measured(FigureRow row) =>
        row.Measured is { } measured ? Spread(measured) + (row.Note is { } note ? $" ({note})" : "") : $"not measured: {row.Note}";

    private static void AppendNamed(StringBuilder page, string name, string[] heads, IEnumerable<string[]> rows)
    {
        var all = rows.ToArray();
        if (all.Length > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"{name}\n\n");
            AppendTable(page, heads, all);
        }
    }

    private static void AppendTable(StringBuilder page, string[] heads, IEnumerable<string[]> rows)
    {
        page.Append("| ").AppendJoin(" | ", heads).Append(" |\n|").AppendJoin("|", heads.Select(_ => " --- ")).Append("|\n");
        foreach (var row in rows)
        {
            page.Append("| ").AppendJoin(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        }

        page.Append('\n');
    }
}
