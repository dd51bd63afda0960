using Bench.Lab.Load;
using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Tests.Lab;

/// <summary>Results as a lab would have written them, without running one.</summary>
internal static class Results
{
    /// <summary>A result of chat with <paramref name="cpuMs"/> as the runs of its CPU per message and <paramref name="megabytes"/> of its memory.</summary>
    public static LabResult Of(double[] cpuMs, double[]? megabytes = null, double yardstickMs = 0.05, bool quick = false)
    {
        var recorder = new ScenarioRecorder("chat", new NoProgress());
        recorder.Row("chat.cpu-per-message", Measurement.Of(cpuMs));
        recorder.Row("chat.memory", Measurement.Of(megabytes ?? [400, 401, 402]));
        recorder.NotMeasured("chat.event-loop-overhead", "no clock inside <the node>");
        recorder.Cost("Chat.CpuMsPerMessage", "ms", Measurement.Of(cpuMs));
        recorder.Figure("chat.generator-cores", "Load generator", "cores", Better.Neither, Measurement.Of(0.4));
        recorder.Curve(new("chat.nodes", "Messages/s over nodes", CurveKind.Throughput, "nodes", "messages/s",
            [new(1, Measurement.Of([990, 1_000, 1_010])), new(2, Measurement.Of([1_800, 1_810, 1_820])), new(4, Measurement.Of([3_000, 3_010, 3_020]))], null, null));
        recorder.Peers(new("chat.peer-cpu", "CPU per message", "ms", Better.Lower, Measurement.Of(cpuMs),
            [new("SignalR", Measurement.Of([1.0, 1.1]), null), PeerResult.NotMeasured("Centrifugo", "no package")]));
        recorder.Note("Sentences & <tags> are text.");
        var latency = new LatencyRecorder("chat.send-to-receive", "Send to receive");
        foreach (var milliseconds in Enumerable.Range(1, 1_000))
        {
            latency.Done(TimeSpan.FromMilliseconds(milliseconds));
        }

        recorder.Latency(latency.Result());
        recorder.Complete();
        return new(
            LabResult.CurrentSchema, new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), "abc1234", quick, 1,
            new("machine one", "Linux", "A processor", 2, 24_000, ".NET 10"),
            new("one hop of nginx", Measurement.Of([yardstickMs, yardstickMs]), Measurement.Of(20_000), null),
            [recorder.Result()]);
    }

    private sealed class NoProgress : ILabProgress
    {
        public void Step(string scenario, string what)
        {
        }
    }
}
