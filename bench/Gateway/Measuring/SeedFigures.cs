using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Gateway.Measuring;

/// <summary>Lays the runs beside the figures of the seed.</summary>
internal sealed class SeedFigures(IReadOnlyList<SeedRun> runs, GatewayUnderLoad gateway, GatewayPlan plan, ScenarioRecorder recorder)
{
    /// <summary>A rate within one part in a hundred of what was offered was reached.</summary>
    private const double Reached = 0.99;
    private const double FailedShareMax = 0.01;

    private double SpikeRate => plan.RequestsPerSecond * plan.SpikeFactor;

    public void Record()
    {
        FailedCalls();
        Throughput();
        Processor();
        Latency();
        Memory();
    }

    private void FailedCalls()
    {
        foreach (var (what, stretch) in runs.SelectMany(run => new[] { ("Normal rate", run.Normal), ("Fast services", run.Fast), ("Spike", run.Spike) }))
        {
            if (stretch.Stretch.Load.Faults is { } faults)
            {
                recorder.Note($"{what}: {stretch.Stretch.Load.Failed} calls failed: {faults}.");
            }
        }
    }

    private void Throughput()
    {
        recorder.Row("gateway.requests-per-second", Each(run => run.Normal.Stretch.Load.PerSecond), Faults(run => run.Normal));
        recorder.Row("gateway.requests-per-second-peak", Each(run => run.Spike.Stretch.Load.PerSecond), Faults(run => run.Spike));
        recorder.Row("gateway.fan-out", Each(run => run.Normal.FanOut), "counted by the services");
        recorder.Row("gateway.calls-per-second", Each(run => CallsPerSecond(run.Normal)), "counted by the services");
        recorder.Row("gateway.calls-per-second-peak", Each(run => CallsPerSecond(run.Spike)), "counted by the services");
        recorder.Row("gateway.calls-in-flight", Each(run => run.Normal.Services.InFlight), "at the services, median of samples");
    }

    private void Processor()
    {
        recorder.Row("gateway.cpu-per-request", Each(run => run.Normal.Stretch.CpuMsPerRequest));
        recorder.Row("gateway.cpu-cores", Each(run => run.Normal.Stretch.Cores));
        ProcessorAtSpike();
        recorder.Row("gateway.cpu-bound-fraction", Each(run => CpuShare(run.Normal)), "CPU per request over the mean time that an answer takes longer than its slowest service; 1 where that time is less than the CPU, as parts run side by side");
        recorder.Cost("Gateway.WorkMsPerRequest", "ms", Each(run => WorkMs(run.Normal)));
        recorder.Cost("Gateway.CpuBoundFraction", "share", Each(run => CpuShare(run.Normal)));
        recorder.Figure("gateway.generator-cores", "Cores of the load generator, normal rate", "cores", Better.Neither, Each(run => Cores(run.Normal, used => used.Generator.CpuSeconds)));
        recorder.Figure("gateway.services-cores", "Cores of the services, normal rate", "cores", Better.Neither, Each(run => Cores(run.Normal, used => used.Services.CpuSeconds)));
        recorder.Figure("gateway.generator-cores-spike", "Cores of the load generator, spike", "cores", Better.Neither, Each(run => Cores(run.Spike, used => used.Generator.CpuSeconds)));
        recorder.Figure("gateway.services-cores-spike", "Cores of the services, spike", "cores", Better.Neither, Each(run => Cores(run.Spike, used => used.Services.CpuSeconds)));
    }

    /// <summary>
    /// Cores that the whole spike needs: where it was not reached, what a request cost times what was offered; where calls failed,
    /// nothing, since what a whole answer cost then pays for the others too.
    /// </summary>
    private void ProcessorAtSpike()
    {
        const string row = "gateway.cpu-cores-peak";
        var seen = $"{Each(run => run.Spike.Stretch.Load.PerSecond).Median:N0} of {SpikeRate:N0} req/s were reached with {Each(run => run.Spike.Stretch.Cores).Median:0.##} cores";
        if (runs.All(run => IsReached(run.Spike.Stretch)))
        {
            recorder.Row(row, Each(run => run.Spike.Stretch.Cores));
        }
        else if (runs.All(run => run.Spike.Stretch.Load.FailedShare <= FailedShareMax))
        {
            recorder.Row(row, Each(run => run.Spike.Stretch.CpuMsPerRequest * SpikeRate / 1_000), $"{seen}, which load and services share: CPU per request times the rate offered");
        }
        else
        {
            recorder.NotMeasured(row, $"{seen}, which load and services share, and {Each(run => run.Spike.Stretch.Load.FailedShare).Median:P0} of the calls failed");
        }
    }

    private void Latency()
    {
        recorder.Conditions(profile => LabConditions.WithServices(
            profile, Each(FastMs).Median, Each(run => run.Normal.Services.MeanMs).Median, Each(SlowMs).Median));
        recorder.Cost("Gateway.CallMsMin", "ms", Each(FastMs));
        recorder.Cost("Gateway.CallMs", "ms", Each(run => run.Normal.Services.MeanMs));
        recorder.Cost("Gateway.CallMsMax", "ms", Each(SlowMs));
        recorder.Row("gateway.latency-min", Each(run => run.Fast.Latency.At(50)), "beside services that are asked past the gateway at the same time");
        recorder.Row("gateway.latency-max", Each(run => run.Normal.Latency.At(50)), "beside services that are asked past the gateway at the same time");
        recorder.Figure("gateway.added-p50-fast", "p50 above the slowest of services of 100 ms", "ms", Better.Lower, Each(run => run.Fast.Latency.At(50) - FastMs(run)));
        recorder.Figure("gateway.added-p50-slow", "p50 above the slowest of services of 100 to 500 ms", "ms", Better.Lower, Each(run => run.Normal.Latency.At(50) - SlowMs(run)));
        recorder.Figure("gateway.added-p99-fast", "p99 above the median of services of 100 ms", "ms", Better.Lower, Each(run => run.Fast.Latency.At(99) - FastMs(run)));
        recorder.Figure("gateway.errors", "Failed calls, normal rate", "share", Better.Lower, Each(run => run.Normal.Stretch.Load.FailedShare));
        recorder.Figure("gateway.errors-spike", "Failed calls, spike", "share", Better.Lower, Each(run => run.Spike.Stretch.Load.FailedShare));
        recorder.Figure("gateway.pacing", "The generator's latest call began late by", "ms", Better.Lower, Each(run => run.Normal.Stretch.Load.LatestMs));
    }

    private void Memory()
    {
        var pools = Each(run => Math.Max(0, run.Normal.Stretch.System.MemoryMegabytesMax - gateway.WarmMemoryMegabytes));
        recorder.Row("gateway.base-memory", Measurement.Of(gateway.BaseMemoryMegabytes), "resident, ready, nothing served yet");
        recorder.Row("gateway.pool-memory", pools, "resident memory that the load added to a warm gateway: at most this is the pools'");
        recorder.Row("gateway.memory", Each(run => run.Normal.Stretch.System.MemoryMegabytesMax), "resident at its greatest, normal rate");
        recorder.Cost("Gateway.BaseMemoryMegabytes", "MB", Measurement.Of(gateway.BaseMemoryMegabytes));
        recorder.Cost("Gateway.PoolMegabytesPerService", "MB", Measurement.Of(pools.Runs.Select(pool => pool / Systems.Parts.Services.Count)));
        recorder.Figure("gateway.memory-spike", "Resident memory at its greatest, spike", "MB", Better.Lower, Each(run => run.Spike.Stretch.System.MemoryMegabytesMax));
        if (runs.All(run => run.Normal.Sockets is not null && run.Spike.Sockets is not null))
        {
            recorder.Figure("gateway.upstream-sockets", "Connections to the services, normal rate", "sockets", Better.Lower, Each(run => run.Normal.Sockets!.Value));
            recorder.Figure("gateway.upstream-sockets-spike", "Connections to the services, spike", "sockets", Better.Lower, Each(run => run.Spike.Sockets!.Value));
        }
    }

    private Measurement Each(Func<SeedRun, double> value) => Measurement.Of(runs.Select(value));

    private static double FastMs(SeedRun run) => run.Fast.Services.MedianMs[0];

    private static double SlowMs(SeedRun run) => run.Normal.Services.MedianMs[^1];

    private static double CallsPerSecond(SeedStretch stretch) => stretch.FanOut * stretch.Stretch.Load.PerSecond;

    private static double Cores(SeedStretch stretch, Func<Stretch, double> cpuSeconds) => cpuSeconds(stretch.Stretch) / stretch.Stretch.Load.Duration.TotalSeconds;

    /// <summary>Mean time of an answer above its slowest service; never less than the processor was busy with it, as its parts run side by side.</summary>
    private static double WorkMs(SeedStretch stretch) =>
        Math.Max(stretch.Stretch.CpuMsPerRequest, stretch.Latency.Result().Mean - stretch.Services.MedianMs[^1]);

    private static double CpuShare(SeedStretch stretch) => WorkMs(stretch) is > 0 and var work ? stretch.Stretch.CpuMsPerRequest / work : 0;

    private bool IsReached(Stretch spike) => spike.Load.PerSecond >= SpikeRate * Reached;

    private string? Faults(Func<SeedRun, SeedStretch> stretch) =>
        runs.Select(run => stretch(run).Stretch.Load).FirstOrDefault(load => load.Faults is not null) is { } load
            ? $"{load.Failed} failed: {load.Faults}"
            : null;
}
