using Bench.Imaging.Proof;
using Bench.Lab.Running;
using Bench.Tests.Chat.Proof;

namespace Bench.Tests.Imaging.Proof;

/// <summary>The short form of <c>prove imaging</c>, with a seed of its own.</summary>
[Collection(Proofs.Name)]
public sealed class ShortImagingProofTests
{
    [Fact]
    public async Task Through_a_few_kills_every_image_ends_exactly_once()
    {
        var settings = new ImagingProofSettings(Kills: 4, Seed: 11) { Clients = 4, Width = 640 };

        var result = await new ImagingProofRun(settings, new Silence()).RunAsync(CancellationToken.None);

        Assert.True(result.Violations.Count == 0, string.Join('\n', [.. result.Violations.Take(10).Select(one => one.ToString()), .. result.Timeline.Lines]));
        Assert.Equal((false, 4), (result.IsStopped, result.Counts.Kills));
        Assert.InRange(result.Counts.Images, 4, int.MaxValue);
        Assert.Equal(result.Counts.Images, result.Counts.Succeeded + result.Counts.GivenUp);
    }

    [Fact]
    public void Wrong_options_are_one_line()
    {
        var run = CommandLine.Run("prove", "imaging", "--kills", "0");

        Assert.Equal((ExitCodes.Usage, "--kills is 0; allowed: 1 to 10000."), (run.ExitCode, Assert.Single(run.Errors)));
    }

    private sealed class Silence : ILabProgress
    {
        public void Step(string scenario, string what)
        {
        }
    }
}
