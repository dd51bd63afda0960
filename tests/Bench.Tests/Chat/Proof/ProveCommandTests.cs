using Bench.Chat.Proof;
using Bench.Chat.Proof.Faults;
using Spectre.Console;

namespace Bench.Tests.Chat.Proof;

public sealed class ProveCommandTests
{
    [Theory]
    [InlineData("4", "--seconds is 4; allowed: 5 to 3600.")]
    [InlineData("3601", "--seconds is 3601; allowed: 5 to 3600.")]
    public void A_value_that_is_not_allowed_is_one_line(string seconds, string line)
    {
        var run = CommandLine.Run("prove", "chat", "--seconds", seconds);

        Assert.Equal((ExitCodes.Usage, line), (run.ExitCode, Assert.Single(run.Errors)));
    }

    [Theory]
    [InlineData("--redis", "none", "--redis is none; allowed: kept, emptied, cluster.")]
    [InlineData("--durability", "disk", "--durability is disk; allowed: redis, postgres.")]
    public void A_word_that_is_not_allowed_is_one_line(string option, string value, string line)
    {
        var run = CommandLine.Run("prove", "chat", option, value);

        Assert.Equal((ExitCodes.Usage, line), (run.ExitCode, Assert.Single(run.Errors)));
    }

    [Fact]
    public void The_command_that_runs_a_seed_again_names_what_it_was_made_of() => Assert.Equal(
        "dotnet run -c Release --project bench -- prove chat --seconds 30 --seed 7 --redis emptied --durability postgres",
        ProofReport.Command(new(TimeSpan.FromSeconds(30), Seed: 7) { Redis = ProofRedis.Emptied, IsDurable = true }));

    [Fact]
    public void The_help_names_both_options()
    {
        var run = CommandLine.Run("prove", "chat", "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("--seconds", run.Output, StringComparison.Ordinal);
        Assert.Contains("--seed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_counts_each_promise_and_tells_how_to_run_it_again()
    {
        var timeline = new Timeline();
        timeline.Note("Redis killed, for 1.0 s");
        var result = new ProofResult(
            new(TimeSpan.FromSeconds(30), Seed: 7),
            [new(ViolationKind.Gap, "room-1", "bob never saw 1:2", TimeSpan.FromSeconds(1)), new(ViolationKind.Gap, "room-1", "cyd never saw 1:2")],
            new(10, 10, 3, 2, 1, 4, 40, 12, 1, TimeSpan.FromSeconds(2)), timeline, IsStopped: false);

        var said = Print(result);

        Assert.Contains(said, line => line.Contains("gap", StringComparison.Ordinal) && line.TrimEnd().EndsWith('2'));
        Assert.Contains(said, line => line.Contains("acknowledged but lost", StringComparison.Ordinal) && line.TrimEnd().EndsWith('0'));
        Assert.Contains("gap: room-1: bob never saw 1:2", said);
        Assert.Contains(said, line => line.EndsWith("Redis killed, for 1.0 s", StringComparison.Ordinal));
        Assert.Contains("2 violations.", said);
        Assert.Contains("Again: dotnet run -c Release --project bench -- prove chat --seconds 30 --seed 7", said);
    }

    private static string[] Print(ProofResult result)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        ProofReport.Write(console, result);
        return writer.ToString().Split('\n', StringSplitOptions.TrimEntries);
    }
}
