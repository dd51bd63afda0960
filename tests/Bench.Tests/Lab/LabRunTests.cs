using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Tests.Lab;

public sealed class LabRunTests
{
    private static readonly LabSettings Settings = new(Quick: true, Runs: 1, Seed: 1, LabParts.All, Target: null);

    [Fact]
    public async Task What_was_measured_is_kept_after_each_scenario()
    {
        var kept = new List<LabResult>();
        var run = new LabRun([new Measured("chat"), new Failing("imaging"), new Measured("gateway")], new NoYardstick(), new Silent(), TimeProvider.System);

        var (result, failures) = await run.RunAsync(Settings, kept.Add, TestContext.Current.CancellationToken);

        Assert.Equal([["chat"], ["chat", "imaging"], ["chat", "imaging", "gateway"]], kept.Select(sofar => sofar.Scenarios.Select(scenario => scenario.Service)));
        Assert.Equal([true, false, true], result.Scenarios.Select(scenario => scenario.Completed));
        Assert.Equal(["imaging: InvalidOperationException: no images"], failures);
    }

    private sealed class Measured(string service) : IScenario
    {
        public string Service => service;

        public Task RunAsync(LabSettings settings, ScenarioRecorder recorder, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Failing(string service) : IScenario
    {
        public string Service => service;

        public Task RunAsync(LabSettings settings, ScenarioRecorder recorder, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no images");
    }

    private sealed class NoYardstick : IYardstick
    {
        public Task<Yardstick> MeasureAsync(LabSettings settings, CancellationToken cancellationToken) =>
            Task.FromResult(new Yardstick("none", null, null, "not asked for"));
    }

    private sealed class Silent : ILabProgress
    {
        public void Step(string scenario, string what)
        {
        }
    }
}
