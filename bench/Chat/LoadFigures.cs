using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>Rows and figures that the stretches at the seed's rate give.</summary>
internal static class LoadFigures
{
    /// <summary>Seed A.3: 20 %.</summary>
    private const double Headroom = 1.2;

    /// <summary>Rows of the seed; those of processor and database only where these are of this run.</summary>
    public static void Rows(ScenarioRecorder recorder, IReadOnlyList<Stretch> stretches, int clients)
    {
        recorder.Row("chat.messages-per-second", Over(stretches, stretch => stretch.MessagesPerSecond));
        recorder.Row("chat.messages-per-second-per-client", Over(stretches, stretch => stretch.MessagesPerSecond / clients));
        recorder.Row("chat.delivery-latency", Over(stretches, stretch => stretch.Recording.Deliveries.At(99)));
        recorder.Row("chat.event-loop-overhead", Over(stretches, stretch => stretch.Recording.Probes.At(99)), "p99 of a hub call without a store, network and client included");
        if (stretches[0].Nodes is not null)
        {
            Processor(recorder, stretches);
            Database(recorder, stretches);
        }
    }

    /// <summary>Unit costs, latencies and what else was seen, once all runs are over.</summary>
    public static void Further(ScenarioRecorder recorder, IReadOnlyList<Stretch> stretches, Crowd crowd)
    {
        var overhead = Over(stretches, stretch => stretch.Recording.Probes.At(99));
        recorder.Cost("Chat.EventLoopOverheadMsMax", "ms", overhead);
        recorder.Cost("Chat.FanOutMsMax", "ms", Over(stretches, stretch =>
            Math.Max(0, stretch.Recording.Deliveries.At(99) - stretch.Recording.Probes.At(99))));
        Promises(recorder, stretches, crowd);
        recorder.Figure("chat.generator-cores", "Clients of the load", "cores", Better.Neither, Over(stretches, stretch => stretch.GeneratorCores));
        recorder.Figure("chat.generator-lateness", "Latest begin of a message, by the generator", "ms", Better.Lower, Over(stretches, stretch => stretch.Outcome.LatestMs));
        recorder.Figure("chat.generator-pauses", "Pauses of the generator by its collector, in all", "ms", Better.Lower, Over(stretches, stretch => stretch.Outcome.PausesMs));
        var last = stretches[^1].Recording;
        recorder.Latency(last.Deliveries.Result());
        recorder.Latency(last.Acknowledgements.Result());
        recorder.Latency(last.Probes.Result());
        if (stretches[0].Nodes is not null)
        {
            Costs(recorder, stretches);
        }
    }

    private static void Processor(ScenarioRecorder recorder, IReadOnlyList<Stretch> stretches)
    {
        recorder.Row("chat.cpu-per-message", Over(stretches, stretch => stretch.CpuMsPerMessage), "all nodes, with keep-alives and timers");
        recorder.Row("chat.cpu-cores", Over(stretches, stretch => stretch.Nodes!.Cores));
        recorder.Row("chat.cpu-cores-with-headroom", Over(stretches, stretch => stretch.Nodes!.Cores * Headroom), "measured cores and 20 %");
    }

    private static void Database(ScenarioRecorder recorder, IReadOnlyList<Stretch> stretches)
    {
        recorder.Row("chat.database-operations-per-message", Over(stretches, OperationsPerMessage), "writing transactions; a batch of messages is one");
        recorder.Row("chat.database-operations-per-second", Over(stretches, stretch => stretch.Database!.Writes / stretch.Database.Seconds));
        recorder.Row("chat.database-latency", Over(stretches, stretch => stretch.Database!.LatencyMs), "mean in the server, by its own count");
        recorder.Row("chat.database-in-flight", Over(stretches, stretch => stretch.Database!.InFlight));
        recorder.Row("chat.database-connections", Over(stretches, stretch => stretch.Database!.ConnectionsMax), "most that were open");
    }

    private static void Costs(ScenarioRecorder recorder, IReadOnlyList<Stretch> stretches)
    {
        recorder.Cost("Chat.CpuMsPerMessage", "ms", Over(stretches, stretch => stretch.CpuMsPerMessage));
        recorder.Cost("Chat.DatabaseOperationsPerMessage", "ops/msg", Over(stretches, OperationsPerMessage));
        recorder.Cost("Chat.DatabaseLatencyMs", "ms", Over(stretches, stretch => stretch.Database!.LatencyMs));
        recorder.Figure("chat.cpu-per-delivery", "CPU per delivery", "ms", Better.Lower, Over(stretches, stretch => stretch.CpuMsPerDelivery));
        recorder.Figure("chat.database-transactions-per-message", "Transactions per message, reads included", "ops/msg", Better.Lower,
            Over(stretches, stretch => (double)stretch.Database!.Transactions / Math.Max(1, stretch.Recording.Acknowledged)));
        recorder.Figure("chat.redis-cores", "Redis", "cores", Better.Lower, Over(stretches, stretch => stretch.Redis!.Cores));
        recorder.Figure("chat.postgres-cores", "PostgreSQL", "cores", Better.Lower, Over(stretches, stretch => stretch.Postgres!.Cores));
        recorder.Figure("chat.memory-under-load", "Memory of all nodes under load", "MB", Better.Lower, Over(stretches, stretch => stretch.Nodes!.MemoryMegabytesMax));
    }

    private static void Promises(ScenarioRecorder recorder, IReadOnlyList<Stretch> stretches, Crowd crowd)
    {
        // A crowd's checks go on from stretch to stretch: the last one counts all.
        var faults = stretches[^1].Faults;
        recorder.Figure("chat.lost", "Lost deliveries", "deliveries", Better.Lower, Measurement.Of(faults.Lost));
        recorder.Figure("chat.duplicates", "Duplicate deliveries", "deliveries", Better.Lower, Measurement.Of(faults.Duplicates));
        recorder.Figure("chat.reordered", "Reordered deliveries", "deliveries", Better.Lower, Measurement.Of(faults.Reordered));
        recorder.Figure("chat.deliveries-per-second", "Deliveries", "deliveries/s", Better.Higher,
            Over(stretches, stretch => stretch.Recording.Delivered / stretch.Outcome.Took.TotalSeconds));
        recorder.Figure("chat.failed", "Messages that were not taken", "messages", Better.Lower, Over(stretches, stretch => stretch.Failed));
        recorder.Figure("chat.closed", "Connections that ended by themselves", "clients", Better.Lower, Measurement.Of(crowd.Closed));
    }

    private static double OperationsPerMessage(Stretch stretch) => (double)stretch.Database!.Writes / Math.Max(1, stretch.Recording.Acknowledged);

    private static Measurement Over(IReadOnlyList<Stretch> stretches, Func<Stretch, double> value) => Measurement.Of(stretches.Select(value));
}
