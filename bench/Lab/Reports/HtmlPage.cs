using System.Globalization;
using System.Net;
using System.Text;
using Bench.Lab.Results;
using static Bench.Lab.Reports.Figures;

namespace Bench.Lab.Reports;

/// <summary>A result as one page that needs nothing but itself: no script, no other file, light and dark.</summary>
internal static class HtmlPage
{
    private static readonly string Style = ReadStyle();

    /// <summary>The page.</summary>
    public static string Of(LabResult result)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Estimate beside measured, {result.StartedAt:yyyy-MM-dd}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>Estimate beside measured</h1>
            <p class="lead">{Text(MachineLine.Of(result))}</p>

            """);
        foreach (var scenario in result.Scenarios)
        {
            AppendScenario(page, scenario);
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendScenario(StringBuilder page, ScenarioResult scenario)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section id=\"{scenario.Service}\">\n<h2>{Text(Title(scenario.Service))}</h2>\n");
        AppendRows(page, scenario);
        AppendChart(page, "Measured over estimate: left of 1 it took less, right of 1 more.", scenario.Rows.Any(row => row.Ratio is > 0), () => Charts.Ratios(scenario.Rows));
        AppendChart(page, "Latency from the moment each call was due.", scenario.Latencies.Any(latency => latency.Count > 0),
            () => Charts.Latency([.. scenario.Latencies.Where(latency => latency.Count > 0)]));
        foreach (var curve in scenario.Curves.Where(curve => curve.Points.Count > 1))
        {
            AppendChart(page, CurveCaption.Of(curve), true, () => Charts.Curve(curve));
        }

        foreach (var comparison in scenario.Peers)
        {
            AppendTable(page, [comparison.Name, comparison.Unit, "Over ours"], ComparisonRows(comparison));
        }

        if (scenario.Figures.Count > 0)
        {
            AppendTable(page, ["Also measured", "Value", "Unit"], scenario.Figures.Select(figure => new[] { figure.Name, Spread(figure.Measured), figure.Unit }));
        }

        page.Append("<ul class=\"notes\">");
        foreach (var note in scenario.Notes)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li>{Text(note)}</li>");
        }

        page.Append("</ul>\n</section>\n");
    }

    private static void AppendRows(StringBuilder page, ScenarioResult scenario)
    {
        page.Append("<table><thead><tr><th>Seed's figure</th><th>Seed</th><th>Here</th><th>By measured costs</th><th>Measured</th><th>Ratio</th><th>Verdict</th></tr></thead><tbody>\n");
        foreach (var row in scenario.Rows)
        {
            var measured = row.Measured is { } value ? Spread(value) : row.Note ?? "-";
            page.Append(CultureInfo.InvariantCulture, $"""
                <tr class="{Class(row.Verdict)}{(row.InSummary ? " summary" : "")}"><th scope="row">{Text(row.Name)} <small>{row.Section}, {Text(row.Unit)}</small></th>
                <td>{Short(row.Seed)}</td><td>{Short(row.Here)}</td><td>{Short(row.ByMeasuredCosts)}</td><td>{Text(measured)}</td><td>{Short(row.Ratio)}</td><td>{Words.Of(row.Verdict)}</td></tr>

                """);
        }

        page.Append("</tbody></table>\n");
    }

    internal static IEnumerable<string[]> ComparisonRows(PeerComparison comparison) =>
    [
        ["this system", Spread(comparison.Ours), "1"],
        .. comparison.Peers.Select(peer => new[]
        {
            peer.Name, Spread(peer.Measured, "", peer.WhyNot), Short(peer.Measured?.Median / comparison.Ours.Median),
        }),
    ];

    private static void AppendTable(StringBuilder page, string[] heads, IEnumerable<string[]> rows)
    {
        page.Append("<table><thead><tr>").AppendJoin("", heads.Select(head => $"<th>{Text(head)}</th>")).Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(row[0])}</th>")
                .AppendJoin("", row.Skip(1).Select(cell => $"<td>{Text(cell)}</td>")).Append("</tr>\n");
        }

        page.Append("</tbody></table>\n");
    }

    private static void AppendChart(StringBuilder page, string caption, bool exists, Func<string> draw)
    {
        if (exists)
        {
            page.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{Text(caption)}</figcaption>{draw()}</figure>\n");
        }
    }

    private static string Title(string service) => char.ToUpperInvariant(service[0]) + service[1..];

    private static string Class(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Misses => "misses",
        _ => "open",
    };

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string ReadStyle()
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
