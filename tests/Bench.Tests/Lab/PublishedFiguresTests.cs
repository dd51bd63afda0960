using System.Text.RegularExpressions;
using Bench.Lab.Reports;
using Bench.Lab.Results;
using Support;

namespace Bench.Tests.Lab;

/// <summary>What the documents say is what was measured: they are made from the one result that is kept, and from nothing else.</summary>
public sealed partial class PublishedFiguresTests
{
    private static readonly string Document = File.ReadAllText(Repository.File("docs", "measured.md"));

    private static string FileName => LinkToResult().Match(Document).Groups[1].Value;

    private static LabResult Result => ResultFile.Parse(File.ReadAllText(Repository.File("bench", "results", FileName)));

    [Fact]
    public void The_document_is_made_from_the_result_that_it_names() => Assert.Equal(MeasuredDocument.Of(Result, FileName), Document);

    [Fact]
    public void The_table_of_the_readme_is_made_from_the_same_result()
    {
        var readme = File.ReadAllText(Repository.File("README.md"));

        Assert.Equal(MeasuredSection.Replace(readme, Result), readme);
    }

    [Fact]
    public void The_result_is_a_completed_full_run_of_an_unchanged_commit_with_every_summary_row()
    {
        var result = Result;

        Assert.False(result.Quick);
        Assert.DoesNotContain('+', result.Commit);
        Assert.Equal(["chat", "imaging", "gateway"], result.Scenarios.Select(scenario => scenario.Service));
        Assert.All(result.Scenarios, scenario => Assert.True(scenario.Completed));
        Assert.All(result.Scenarios.SelectMany(scenario => scenario.Rows), row => Assert.True(row.Measured is not null || row.Note is { Length: > 0 }));
    }

    [GeneratedRegex(@"\(\.\./bench/results/([^)]+\.json)\)")]
    private static partial Regex LinkToResult();
}
