using Bench.Lab.Promises;

namespace Bench.Tests.Chat;

public sealed class StrainTests
{
    [Fact]
    public void A_latency_within_its_ratio_is_kept_and_beyond_it_is_not()
    {
        Assert.Equal(new("p99", "at most 1.2 times 10.0 ms", "12.0 ms (1.20 times)", IsKept: true), KeptPromise.Ratio("p99", 10, 12, 1.2));
        Assert.False(KeptPromise.Ratio("p99", 10, 12.1, 1.2).IsKept);
    }

    [Fact]
    public void Of_what_may_never_happen_one_is_too_many()
    {
        Assert.Equal(new("lost", "0", "0", IsKept: true), KeptPromise.None("lost", 0));
        Assert.Equal(new("lost", "0", "1", IsKept: false), KeptPromise.None("lost", 1));
    }

    [Theory]
    [InlineData("outage", "--seconds", "2", "--seconds is 2; allowed: 3 to 600.")]
    [InlineData("herd", "--clients", "9", "--clients is 9; allowed: 10 to 10000.")]
    [InlineData("abuse", "--clients", "10001", "--clients is 10001; allowed: 10 to 10000.")]
    public void A_value_that_is_not_allowed_is_one_line(string command, string option, string value, string line)
    {
        var run = CommandLine.Run("prove", command, option, value);

        Assert.Equal((ExitCodes.Usage, line), (run.ExitCode, Assert.Single(run.Errors)));
    }
}
