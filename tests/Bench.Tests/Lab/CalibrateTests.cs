using Bench.Lab.Results;

namespace Bench.Tests.Lab;

public sealed class CalibrateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("calibrate-").FullName;

    [Fact]
    public void Measured_costs_become_a_profile_that_sizes_are_made_from()
    {
        var (result, profile) = (Path.Combine(folder, "result.json"), Path.Combine(folder, "measured.json"));
        File.WriteAllText(result, ResultFile.Text(Results.Of([0.7, 0.5, 0.6])));

        var calibrated = CommandLine.Run("calibrate", "--from", result, "--based-on", "seed", "--output", profile);
        Assert.Equal((0, ""), (calibrated.ExitCode, calibrated.Error));

        // 250 messages/s of 0.6 ms each.
        var sized = CommandLine.Run("size", "--profile", profile);
        Assert.Equal(0, sized.ExitCode);
        Assert.Contains(sized.Lines, line => line.StartsWith("CPU cores 0.15 ", StringComparison.Ordinal));
        Assert.Contains("\"commit\": \"abc1234\"", File.ReadAllText(profile), StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_without_unit_costs_writes_nothing()
    {
        var (path, profile) = (Path.Combine(folder, "result.json"), Path.Combine(folder, "measured.json"));
        var result = Results.Of([1]);
        File.WriteAllText(path, ResultFile.Text(result with { Scenarios = [result.Scenarios[0] with { UnitCosts = [] }] }));

        var refused = CommandLine.Run("calibrate", "--from", path, "--output", profile);

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(["The result holds no unit costs; allowed: one of a load that reached them."], refused.Errors);
        Assert.False(File.Exists(profile));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
