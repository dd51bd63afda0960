using Bench.Lab.Load;
using Bench.Lab.Processes;
using Bench.Lab.Promises;
using Bench.Lab.Running;

namespace Bench.Imaging;

/// <summary>
/// So many clients upload 25 MB each at the same moment. The bytes go to storage, so the API's memory must not know of them, and its calls
/// stay short; here they share the cores with the clients and with the storage, which takes more of them than the API.
/// </summary>
internal sealed class LargeUploads(ILabProgress progress, int uploads)
{
    private const int Bytes = 25_000_000;
    private const int SmallBytes = 25_000;
    private const int Rounds = 3;
    private const int WarmingTimes = 4;
    private const double MillisecondsMax = 50;
    private const double GrowthMax = 1.1;

    public async Task<IReadOnlyList<KeptPromise>> RunAsync(CancellationToken cancellationToken)
    {
        Step("starting");
        await using var system = await ImagingSystem.StartAsync(cancellationToken);
        var (small, large) = (new LatencyRecorder("imaging.small", "calls"), new LatencyRecorder("imaging.large", "calls"));
        // Code is compiled and pools are filled by uploads that differ in nothing but their length.
        for (var time = 1; time <= WarmingTimes; time++)
        {
            await SendAsync(system, SmallBytes, new("imaging.warming", "calls"), cancellationToken);
        }

        var usedBySmall = await SendAsync(system, SmallBytes, small, cancellationToken);
        var usedByLarge = await SendAsync(system, Bytes, large, cancellationToken);

        var growth = usedByLarge.MemoryMegabytesMax / usedBySmall.MemoryMegabytesMax;
        return
        [
            new(
                $"calls of the API beside {uploads} uploads of {Bytes / 1_000_000} MB at once, p99", KeptPromise.Text($"at most {MillisecondsMax:0} ms"),
                KeptPromise.Text($"{large.At(99):0.0} ms (median {large.At(50):0.0} ms, of {large.Count}; beside uploads of {SmallBytes / 1_000} KB {small.At(99):0.0} ms)"),
                large.At(99) <= MillisecondsMax),
            new(
                "memory of the API, over that with small uploads", KeptPromise.Text($"at most {GrowthMax:0.0} times"),
                KeptPromise.Text($"{growth:0.00} times ({usedByLarge.MemoryMegabytesMax:0} MB, {usedBySmall.MemoryMegabytesMax:0} MB)"), growth <= GrowthMax),
            new("processor time of the API per upload", "no bound", KeptPromise.Text($"{usedByLarge.CpuSeconds * 1_000 / (uploads * Rounds):0.0} ms"), true),
        ];
    }

    /// <summary>Some rounds of uploads; answers what the API used.</summary>
    private async Task<Used> SendAsync(ImagingSystem system, int bytes, LatencyRecorder calls, CancellationToken cancellationToken)
    {
        var body = new byte[bytes];
        new Random(1).NextBytes(body);
        await using var meter = UsageMeter.Start(("api", [system.Api.Id]));
        for (var round = 1; round <= Rounds; round++)
        {
            Step($"{uploads} uploads of {bytes / 1_000} KB, round {round} of {Rounds}");
            await Task.WhenAll(Enumerable.Range(0, uploads).Select(async _ =>
            {
                // Each of another user: those of one user are counted one after another.
                var (_, client) = system.NewUser(calls);
                using var own = client;
                using var content = new ByteArrayContent(body);
                await client.SendAsync(content, bytes, "image/jpeg", ImagingSystem.FullPreset, cancellationToken);
            }));
        }

        return (await meter.StopAsync())["api"];
    }

    private void Step(string what) => progress.Step("prove uploads", what);
}
