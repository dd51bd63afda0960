using System.Xml.Linq;
using Bench.Lab.Reports;

namespace Bench.Tests.Lab;

public sealed class ReportTests
{
    [Fact]
    public void The_page_needs_nothing_but_itself()
    {
        var page = HtmlPage.Of(Results.Of([0.5, 0.6, 0.7]));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<link", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page.Replace("url(#", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_well_formed_and_shows_charts_in_the_pages_own_colours()
    {
        var page = HtmlPage.Of(Results.Of([0.5, 0.6, 0.7]));

        // Well-formed apart from the two elements that HTML leaves open.
        var xml = XDocument.Parse(page[page.IndexOf("<main>", StringComparison.Ordinal)..page.IndexOf("</body>", StringComparison.Ordinal)]);
        var charts = xml.Descendants("figure").Select(figure => figure.ToString()).ToArray();
        Assert.Equal(3, charts.Length);
        Assert.All(charts, chart => Assert.Contains("var(--", chart, StringComparison.Ordinal));
        Assert.Contains("scalability law", page, StringComparison.Ordinal);
        Assert.Contains("Sentences &amp; &lt;tags&gt; are text.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_has_a_line_for_every_figure_of_the_seed_and_every_peer()
    {
        var result = Results.Of([0.5, 0.6, 0.7]);

        var document = MeasuredDocument.Of(result, "file.json");

        Assert.All(result.Scenarios[0].Rows, row => Assert.Contains(row.Name, document, StringComparison.Ordinal));
        Assert.Contains("| **Memory usage** | A.5 | MB | 510 | 510 | 510 | 401 (400-402) | 0.786 | holds |", document, StringComparison.Ordinal);
        Assert.Contains("not measured: no clock inside <the node>", document, StringComparison.Ordinal);
        Assert.Contains("| Centrifugo | not measured: no package | - |", document, StringComparison.Ordinal);
    }

    [Fact]
    public void The_readme_keeps_everything_around_the_measured_part()
    {
        const string readme = "before\n<!-- measured: made by bench report -->\nstale\n<!-- end of measured -->\nafter\n";

        var replaced = MeasuredSection.Replace(readme, Results.Of([0.5]));

        Assert.StartsWith("before\n<!-- measured", replaced, StringComparison.Ordinal);
        Assert.EndsWith("<!-- end of measured -->\nafter\n", replaced, StringComparison.Ordinal);
        Assert.DoesNotContain("stale", replaced, StringComparison.Ordinal);
        Assert.Equal(replaced, MeasuredSection.Replace(replaced, Results.Of([0.5])));
        Assert.Throws<InvalidOperationException>(() => MeasuredSection.Replace("nothing", Results.Of([0.5])));
    }
}
