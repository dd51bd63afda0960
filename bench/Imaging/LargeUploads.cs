using Bench.Lab.Load;
using Bench.Lab.Processes;
using Bench.Lab.Promises;
using Bench.Lab.Running;

namespace Bench.Imaging;

/// <summary>
/// So many uploads of 25 MB are under way at any moment: each client uploads one after another, and not all began in the same millisecond.
/// The bytes go to storage, so the API's memory must not know of them, and its calls stay short; here they share the cores with the clients
/// and with the storage, which takes more of them than the API. What calls take that all come at one moment is told beside it. Blobs are written to
/// memory where there is room: the database's log shares no disk with a storage account.
/// </summary>
internal sealed class LargeUploads(ILabProgress progress, int uploads)
{
    private const int Bytes = 25_000_000;
    private const int SmallBytes = 25_000;
    private const int Rounds = 3;
    private const int WarmingTimes = 4;
    private const double MillisecondsMax = 50;
    private static readonly TimeSpan Starts = TimeSpan.FromSeconds(4);
    private const double GrowthMax = 1.1;
    private const string Memory = "/dev/shm";
    private const double Room = 1.25;

    public async Task<IReadOnlyList<KeptPromise>> RunAsync(CancellationToken cancellationToken)
    {
        var blobsIn = MemoryFor(2L * uploads * Rounds * Bytes);
        Step(blobsIn is null ? "starting; blobs are written to the disk that the database is on" : "starting; blobs are written to memory");
        await using var system = await ImagingSystem.StartAsync(cancellationToken, blobsIn);
        var (small, burst, large) = (new LatencyRecorder("imaging.small", "calls"), new LatencyRecorder("imaging.burst", "calls"), new LatencyRecorder("imaging.large", "calls"));
        // Code is compiled and pools are filled by uploads that differ in nothing but their length.
        for (var time = 1; time <= WarmingTimes; time++)
        {
            await SendAsync(system, SmallBytes, new("imaging.warming", "calls"), TimeSpan.Zero, cancellationToken);
        }

        var usedBySmall = await SendAsync(system, SmallBytes, small, TimeSpan.Zero, cancellationToken);
        await SendAsync(system, Bytes, burst, TimeSpan.Zero, cancellationToken);
        var (reserves, storage) = (new LatencyRecorder("imaging.reserves", "calls"), new LatencyRecorder("imaging.storage", "questions"));
        var yardstick = await StorageYardstick.StartAsync(system.StorageConnection, storage, cancellationToken);
        var usedByLarge = await SendAsync(system, Bytes, large, Starts, cancellationToken, reserves);
        await yardstick.DisposeAsync();

        var growth = usedByLarge.MemoryMegabytesMax / usedBySmall.MemoryMegabytesMax;
        return
        [
            new(
                $"calls of the API beside {uploads} uploads of {Bytes / 1_000_000} MB under way, p99", KeptPromise.Text($"at most {MillisecondsMax:0} ms"),
                KeptPromise.Text($"{large.At(99):0.0} ms (median {large.At(50):0.0} ms, of {large.Count})"), large.At(99) <= MillisecondsMax),
            new(
                "of these, what asks no storage (the reserve), p99", "no bound",
                KeptPromise.Text($"{reserves.At(99):0.0} ms (median {reserves.At(50):0.0} ms)"), true),
            new(
                "a bare question to the storage meanwhile, of which a completion has two, p99", "no bound",
                KeptPromise.Text($"{storage.At(99):0.0} ms (median {storage.At(50):0.0} ms, of {storage.Count})"), true),
            new(
                $"the same where all {uploads} begin at one moment, p99", "no bound",
                KeptPromise.Text($"{burst.At(99):0.0} ms (median {burst.At(50):0.0} ms); beside uploads of {SmallBytes / 1_000} KB {small.At(99):0.0} ms"), true),
            new(
                "memory of the API, over that with small uploads", KeptPromise.Text($"at most {GrowthMax:0.0} times"),
                KeptPromise.Text($"{growth:0.00} times ({usedByLarge.MemoryMegabytesMax:0} MB, {usedBySmall.MemoryMegabytesMax:0} MB)"), growth <= GrowthMax),
            new("processor time of the API per upload", "no bound", KeptPromise.Text($"{usedByLarge.CpuSeconds * 1_000 / (uploads * Rounds):0.0} ms"), true),
        ];
    }

    /// <summary>Each client uploads one after another, having begun at some moment within <paramref name="starts"/>; answers what the API used.</summary>
    private async Task<Used> SendAsync(
        ImagingSystem system, int bytes, LatencyRecorder calls, TimeSpan starts, CancellationToken cancellationToken, LatencyRecorder? reserves = null)
    {
        var body = new byte[bytes];
        var random = new Random(1);
        random.NextBytes(body);
        Step(KeptPromise.Text($"{uploads} clients upload {bytes / 1_000} KB {Rounds} times each{(starts > TimeSpan.Zero ? "" : ", all at one moment")}"));
        await using var meter = UsageMeter.Start(("api", [system.Api.Id]));
        var waits = Enumerable.Range(0, uploads).Select(_ => starts * random.NextDouble()).ToList();
        await Task.WhenAll(waits.Select(wait => UploadAsync(system.NewUser(calls, reserves).Client, body, wait, cancellationToken)));
        return (await meter.StopAsync())["api"];
    }

    /// <summary>As a user of its own: the calls of one user are counted one after another.</summary>
    private static async Task UploadAsync(ImagingClient client, byte[] body, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var own = client;
        await Task.Delay(wait, cancellationToken);
        for (var round = 1; round <= Rounds; round++)
        {
            using var content = new ByteArrayContent(body);
            await client.SendAsync(content, body.Length, "image/jpeg", ImagingSystem.FullPreset, cancellationToken);
        }
    }

    /// <summary>A folder in memory with room for so many bytes; null: there is none.</summary>
    private static string? MemoryFor(long bytes) =>
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > bytes * Room ? Memory : null;

    private void Step(string what) => progress.Step("prove uploads", what);
}
