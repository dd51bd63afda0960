using System.Diagnostics;
using System.Globalization;
using Bench.Imaging.Proof.Faults;
using Bench.Lab.Processes;
using Bench.Lab.Systems;
using Hosting.LocalProcesses.Servers;
using Support.Servers;

namespace Bench.Imaging.Proof.Systems;

/// <summary>A worker in a process of its own, which reaches its stores through proxies that can break.</summary>
internal sealed class ImagingProofWorker : IAsyncDisposable
{
    private static readonly TimeSpan EnginePatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan EngineLook = TimeSpan.FromMilliseconds(10);
    private readonly int port = FreePort.Next();
    private readonly Dictionary<string, string> settings;
    private readonly List<string> crashes = [];
    private ServiceProcess? process;
    private bool isKilled;

    public ImagingProofWorker(ImagingProofStores stores, ImagingProofSettings proof)
    {
        (Blobs, Queues, Database, Redis) = (stores.ProxyToBlobs(), stores.ProxyToQueues(), stores.ProxyToDatabase(), stores.ProxyToRedis());
        settings = new(stores.Common)
        {
            ["Imaging:Role"] = "Worker",
            ["Imaging:CoresPerWorker"] = ((double)Environment.ProcessorCount / proof.Slots).ToString("R", CultureInfo.InvariantCulture),
            ["Imaging:Jobs:AttemptsMax"] = proof.AttemptsMax.ToString(CultureInfo.InvariantCulture),
            // All that a run has to wait out is short; the order of the times is that of production.
            ["Imaging:Jobs:Lease"] = "00:00:03",
            ["Imaging:Jobs:Backoff"] = "00:00:00.100",
            ["Imaging:Jobs:PollMax"] = "00:00:00.200",
            ["Imaging:Jobs:SweepInterval"] = "00:00:01",
            ["Imaging:Jobs:ResendAfter"] = "00:00:04",
            ["Imaging:Jobs:LateAfter"] = "00:00:10",
            ["Imaging:StoreTimeout"] = "00:00:05",
            ["ConnectionStrings:imagingdb"] = stores.DatabaseBy(Database),
            ["ConnectionStrings:redis"] = stores.RedisBy(Redis),
            ["ConnectionStrings:blobs"] = stores.StorageBy(Blobs, Queues),
            ["ConnectionStrings:queues"] = stores.StorageBy(Blobs, Queues),
            // Failures are meant to be: told by the hundred, they would bury why a worker ended.
            ["Logging:LogLevel:Default"] = "Critical",
        };
    }

    public TcpProxy Blobs { get; }

    public TcpProxy Queues { get; }

    public TcpProxy Database { get; }

    public TcpProxy Redis { get; }

    public IReadOnlyList<TcpProxy> Links => [Blobs, Queues, Database, Redis];

    /// <summary>Ends that nobody had ordered, each with the last lines that the worker wrote.</summary>
    public IReadOnlyList<string> Crashes => HasCrashed ? [.. crashes, Crash()] : [.. crashes];

    private bool HasCrashed => !isKilled && process?.ExitCode is not null;

    /// <summary>The link that a fault of this kind breaks.</summary>
    public TcpProxy LinkOf(ImagingFaultKind kind) => kind switch
    {
        ImagingFaultKind.QueuesCut or ImagingFaultKind.QueueAnswersLost => Queues,
        ImagingFaultKind.DatabaseCut or ImagingFaultKind.DatabaseAnswersLost => Database,
        ImagingFaultKind.RedisCut => Redis,
        _ => Blobs,
    };

    /// <summary>Starts the worker and waits until it is ready, again after <see cref="KillAsync()"/>.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (process is { } before)
        {
            process = null;
            await before.DisposeAsync();
        }

        isKilled = false;
        process = await ServiceProcess.StartAsync("Imaging.Worker", port, settings, null, cancellationToken);
    }

    /// <summary>SIGKILL of the worker alone: its engines have to notice.</summary>
    public async Task KillAsync()
    {
        if (HasCrashed)
        {
            crashes.Add(Crash());
        }

        isKilled = true;
        await (process?.SignalAsync("KILL") ?? Task.CompletedTask);
    }

    /// <summary>Sends a signal to the worker and its engines, such as <c>STOP</c>.</summary>
    public Task SignalAsync(string signal) => process is { } running ? ProcessTree.SignalAsync(running.Id, signal) : Task.CompletedTask;

    /// <summary>One of its engines, when there is one; null: none came within three seconds.</summary>
    public async Task<int?> EngineAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < EnginePatience && process is { } running && !cancellationToken.IsCancellationRequested)
        {
            if (ProcessTree.Children(running.Id).Where(IsEngine).Cast<int?>().FirstOrDefault() is { } engine)
            {
                return engine;
            }

            await Task.Delay(EngineLook, CancellationToken.None);
        }

        return null;
    }

    /// <summary>SIGKILL of one process.</summary>
    public static async Task KillAsync(int processId)
    {
        using var kill = Process.Start(
            new ProcessStartInfo("kill", ["-KILL", processId.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            // It may be paused.
            await SignalAsync("CONT");
            await process.KillAsync();
            await process.DisposeAsync();
        }

        foreach (var link in Links)
        {
            await link.DisposeAsync();
        }
    }

    private static bool IsEngine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Contains("--image-engine", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string Crash() => $"A worker ended by itself with {process!.ExitCode}: {process.Output()}";
}
