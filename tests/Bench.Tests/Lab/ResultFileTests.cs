using System.Text.Json;
using Bench.Lab.Results;

namespace Bench.Tests.Lab;

public sealed class ResultFileTests
{
    [Fact]
    public void A_result_reads_back_as_it_was_written()
    {
        var text = ResultFile.Text(Results.Of([0.5, 0.6, 0.7]));

        Assert.Equal(text, ResultFile.Text(ResultFile.Parse(text)));
    }

    [Fact]
    public void Another_schema_is_refused()
    {
        var text = ResultFile.Text(Results.Of([0.5]) with { Schema = 7 });

        var refused = Assert.Throws<JsonException>(() => ResultFile.Parse(text));
        Assert.Equal("schema is 7; allowed: 1.", refused.Message);
    }

    [Fact]
    public void The_file_is_named_by_date_and_machine_and_the_short_form_apart()
    {
        var folder = Directory.CreateTempSubdirectory("results-").FullName;
        try
        {
            Assert.Equal("2026-11-24-machine-one.json", Path.GetFileName(ResultFile.Write(Results.Of([1]), folder)));
            Assert.Equal("2026-11-24-machine-one-quick.json", Path.GetFileName(ResultFile.Write(Results.Of([1], quick: true), folder)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Only_a_completed_full_run_of_all_three_is_made_into_documents()
    {
        var folder = Directory.CreateTempSubdirectory("results-").FullName;
        try
        {
            var problems = new List<string>();
            ResultFile.Write(Results.Of([1]), folder);
            Assert.Null(ResultFile.Find(null, folder, problems));
            Assert.Equal($"There is no full result in {folder}; allowed: the path of one, or run bench all first.", Assert.Single(problems));

            var one = Results.Of([1]);
            var path = ResultFile.Write(one with { Scenarios = [one.Scenarios[0], one.Scenarios[0], one.Scenarios[0]] }, folder);
            Assert.Equal(path, ResultFile.Find(null, folder, problems)?.Path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
