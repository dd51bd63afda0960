using System.Diagnostics;
using Bench.Lab.Load;
using Bench.Lab.Processes;

namespace Bench.Tests.Lab;

/// <summary>The lab measures what is known to be true.</summary>
public sealed class TruthTests
{
    private const double Share = 0.05;
    // Long enough that what a busy machine adds to a wake-up is far below 5 %.
    private static readonly TimeSpan Service = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task A_known_service_time_is_measured_within_5_per_cent()
    {
        // Every 500 ms one call of 400 ms: nobody waits.
        var latency = await LoadAsync(new KnownServer(Service), perSecond: 2, TimeSpan.FromSeconds(3));

        Assert.Equal(6, latency.Count);
        Assert.InRange(latency.At(50), 400 * (1 - Share), 400 * (1 + Share));
    }

    [Fact]
    public async Task A_known_queue_is_measured_within_5_per_cent()
    {
        // 10 calls 100 ms apart, each of 400 ms: each waits 300 ms longer than the one before it. The fifth takes 400 + 4 * 300 = 1,600 ms.
        var latency = await LoadAsync(new KnownServer(Service), perSecond: 10, TimeSpan.FromSeconds(1));

        Assert.Equal(10, latency.Count);
        Assert.InRange(latency.At(50), 1_600 * (1 - Share), 1_600 * (1 + Share));
        Assert.InRange(latency.At(100), 3_100 * (1 - Share), 3_100 * (1 + Share));
    }

    [Fact]
    public async Task A_server_that_stalls_shows_in_the_tail_with_every_call_that_was_due_meanwhile()
    {
        var server = new KnownServer(TimeSpan.FromMilliseconds(1));
        var latency = new LatencyRecorder("stall", "Stall");
        var calls = 0;

        await OpenLoop.RunAsync(100, TimeSpan.FromSeconds(2), underWayMax: 1_000, async due =>
        {
            if (Interlocked.Increment(ref calls) == 50)
            {
                server.Stall(TimeSpan.FromSeconds(1));
            }

            await server.CallAsync(due);
            latency.DoneSince(due);
        }, TestContext.Current.CancellationToken);

        // A hundred of the two hundred were due while it stood still: half of them waited for more than 450 ms.
        Assert.Equal(200, latency.Count);
        Assert.True(latency.At(80) >= 450, $"p80 is {latency.At(80)} ms.");
        Assert.True(latency.At(100) >= 950, $"The longest is {latency.At(100)} ms.");
        Assert.True(latency.At(25) <= 450, $"p25 is {latency.At(25)} ms.");
    }

    [Fact]
    public async Task A_client_that_would_wait_for_its_turn_cannot_hide_the_stall()
    {
        // The bound on calls under way makes later calls begin late; their latency still counts from the moment they were due.
        var server = new KnownServer(TimeSpan.FromMilliseconds(1));
        server.Stall(TimeSpan.FromSeconds(1));
        var latency = new LatencyRecorder("bound", "Bound");

        var outcome = await OpenLoop.RunAsync(100, TimeSpan.FromSeconds(1), underWayMax: 1, async due =>
        {
            await server.CallAsync(due);
            latency.DoneSince(due);
        }, TestContext.Current.CancellationToken);

        Assert.Equal((100, 0), (outcome.Begun, outcome.Unfinished));
        Assert.True(latency.At(40) >= 400, $"p40 is {latency.At(40)} ms.");
        Assert.True(outcome.LatestMs >= 900, $"The latest began {outcome.LatestMs} ms late.");
    }

    [Fact]
    public async Task Processor_time_of_a_process_is_what_the_operating_system_counts()
    {
        await using var meter = UsageMeter.Start(("own", [Environment.ProcessId]));
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;

        var spun = 0.0;
        while (process.TotalProcessorTime - before < TimeSpan.FromMilliseconds(500))
        {
            spun += Math.Sqrt(spun + 1);
            process.Refresh();
        }

        var used = (await meter.StopAsync())["own"];
        var truth = (process.TotalProcessorTime - before).TotalSeconds;
        Assert.InRange(used.CpuSeconds, 0.45, truth + 0.1);
        Assert.InRange(used.MemoryMegabytes, 1, used.MemoryMegabytesMax);
    }

    private static async Task<LatencyRecorder> LoadAsync(KnownServer server, double perSecond, TimeSpan duration)
    {
        var latency = new LatencyRecorder("known", "Known");
        await OpenLoop.RunAsync(perSecond, duration, underWayMax: 1_000, async due =>
        {
            await server.CallAsync(due);
            latency.DoneSince(due);
        }, TestContext.Current.CancellationToken);
        return latency;
    }
}
