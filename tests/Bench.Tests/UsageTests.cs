namespace Bench.Tests;

public class UsageTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("")]
    public void Help_lists_the_commands_and_examples(string line)
    {
        var help = CommandLine.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Contains(help.Lines, text => text.StartsWith("size Sizes of the three services", StringComparison.Ordinal));
        Assert.Contains("bench size --set Chat.Clients=100000", help.Lines);
    }

    [Fact]
    public void Help_of_a_command_lists_its_options()
    {
        var help = CommandLine.Run("size", "--help");

        Assert.Equal(0, help.ExitCode);
        Assert.All(["--profile <PROFILE>", "--set <NAME=VALUE>", "--inputs", "--json"], option => Assert.Contains(option, help.Output));
    }

    [Theory]
    [InlineData("siz", "Unknown command 'siz'; allowed: see bench --help.")]
    [InlineData("size --bogus", "Unknown option 'bogus'; allowed: see bench --help.")]
    [InlineData("size extra", "Unknown command 'extra'; allowed: see bench --help.")]
    [InlineData("size --set", "--set or --profile was given no value; allowed: see bench --help.")]
    [InlineData("size --profile --json", "--set or --profile was given no value; allowed: see bench --help.")]
    [InlineData("chat --runs 0", "--runs is 0; allowed: 1 to 100.")]
    [InlineData("gateway --part speed", "--part is speed; allowed: load, scaling, growth, peers, telemetry.")]
    [InlineData("all --target https://example.com", "--target is https://example.com; allowed: an http address of this machine (localhost, 127.0.0.1 or [::1]), since load goes nowhere else.")]
    [InlineData("compare a.json", "Command 'compare' is missing required argument 'AFTER'; allowed: see bench --help.")]
    public void A_command_line_that_cannot_be_read_is_one_line_and_exit_code_2(string line, string expected)
    {
        var usage = CommandLine.Run(line.Split(' '));

        Assert.Equal((2, ""), (usage.ExitCode, usage.Output));
        Assert.Equal([expected], usage.Errors);
    }
}
