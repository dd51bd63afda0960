using Bench.Lab.Analysis;
using Spectre.Console;
using static Bench.Lab.Reports.Figures;

namespace Bench.Lab.Reports;

/// <summary>A comparison for people at a terminal.</summary>
internal static class ComparisonTable
{
    public static void Write(IAnsiConsole console, Comparison comparison, bool all)
    {
        var shown = comparison.Moves.Where(move => all || move.Judgement is Judgement.Worse or Judgement.Better).ToArray();
        if (shown.Length > 0)
        {
            console.Write(Table(shown));
        }

        var counts = comparison.Moves.CountBy(move => move.Judgement).ToDictionary();
        console.MarkupLineInterpolated(
            $"{counts.GetValueOrDefault(Judgement.Worse)} worse, {counts.GetValueOrDefault(Judgement.Better)} better, {counts.GetValueOrDefault(Judgement.Same)} within the noise, {counts.GetValueOrDefault(Judgement.OneRun)} measured once and not judged.");
        console.MarkupLineInterpolated($"[dim]The machine's own speed differed by a factor of {Short(comparison.Drift)} (yardstick): a time or rate within it has not moved.[/]");
    }

    private static Table Table(IEnumerable<Move> moves)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Figure", "Before", "After", "Ratio (95 %)", "");
        foreach (var move in moves)
        {
            table.AddRow(
                new Markup($"{Markup.Escape(move.Metric.Name)}\n[dim]{Markup.Escape(move.Metric.Id)}, {Markup.Escape(move.Metric.Unit)}[/]"),
                new Text(Spread(move.Before)), new Text(Spread(move.Metric.Measured)),
                new Text($"{Short(move.Ratio)} ({Short(move.Low)}-{Short(move.High)})"), new Markup(Word(move.Judgement)));
        }

        return table;
    }

    private static string Word(Judgement judgement) => judgement switch
    {
        Judgement.Worse => "[red]worse[/]",
        Judgement.Better => "[green]better[/]",
        Judgement.OneRun => "[dim]one run[/]",
        _ => "[dim]same[/]",
    };
}
