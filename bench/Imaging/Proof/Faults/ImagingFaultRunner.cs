using System.Collections.Concurrent;
using Bench.Chat.Proof.Faults;
using Bench.Imaging.Proof.Systems;

namespace Bench.Imaging.Proof.Faults;

/// <summary>Breaks what the plan says in its order, and mends it. A worker has one fault at a time; several workers may have one each.</summary>
internal sealed class ImagingFaultRunner(ImagingProofSystem system, Timeline timeline)
{
    /// <summary>An image whose engine dies twice in a row is refused, which is another promise: no second death before it is done.</summary>
    private static readonly TimeSpan BetweenEngineKills = TimeSpan.FromSeconds(4);
    private readonly ConcurrentQueue<string> failures = new();
    private readonly ConcurrentDictionary<int, (SemaphoreSlim Turn, long EngineKilledAt)> workers = new();

    /// <summary>Faults that could not be begun or mended, such as a worker that did not start again.</summary>
    public IReadOnlyCollection<string> Failures => failures;

    /// <summary>Kills that have happened.</summary>
    public int Kills { get; private set; }

    /// <summary>Runs the plan; when it ends, also because it is cancelled, nothing is broken any more.</summary>
    public async Task RunAsync(ImagingFaultPlan plan, CancellationToken cancellationToken)
    {
        var running = new List<Task>();
        foreach (var fault in plan.Faults)
        {
            await Task.Delay(fault.After, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            var turn = workers.GetOrAdd(fault.Worker, _ => (new(1), 0)).Turn;
            // A worker that takes long to start holds up what was meant for it, and what comes after that.
            await turn.WaitAsync(CancellationToken.None);
            running.Add(RunAsync(fault, turn, cancellationToken));
        }

        await Task.WhenAll(running);
    }

    private async Task RunAsync(ImagingFault fault, SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        try
        {
            if (fault.Kind == ImagingFaultKind.EngineKilled)
            {
                await KillEngineAsync(fault, cancellationToken);
                return;
            }

            timeline.Note($"{fault.Name}, for {fault.Lasts.TotalSeconds:0.0} s");
            Kills += fault.IsKill ? 1 : 0;
            await BeginAsync(fault);
            await Task.Delay(fault.Lasts, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await EndAsync(fault);
        }
        catch (Exception exception)
        {
            timeline.Note($"{fault.Name}: {exception.Message}");
            failures.Enqueue($"{fault.Name}: {exception.Message}");
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task KillEngineAsync(ImagingFault fault, CancellationToken cancellationToken)
    {
        var (turn, killedAt) = workers[fault.Worker];
        var pause = BetweenEngineKills - (killedAt == 0 ? BetweenEngineKills : timeline.Now - TimeSpan.FromTicks(killedAt));
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var engine = await system.Workers[fault.Worker].EngineAsync(cancellationToken);
        if (engine is { } id)
        {
            timeline.Note(fault.Name);
            Kills++;
            await ImagingProofWorker.KillAsync(id);
            workers[fault.Worker] = (turn, timeline.Now.Ticks);
        }
        else
        {
            // None has begun to work: the worker itself goes instead, so that the kills are as many as were asked for.
            await KillInsteadAsync(fault);
        }
    }

    private async Task KillInsteadAsync(ImagingFault fault)
    {
        timeline.Note($"worker {fault.Worker + 1} killed, as it has no image engine");
        Kills++;
        await system.Workers[fault.Worker].KillAsync();
        await system.Workers[fault.Worker].StartAsync(CancellationToken.None);
    }

    private async Task BeginAsync(ImagingFault fault)
    {
        var worker = system.Workers[fault.Worker];
        switch (fault.Kind)
        {
            case ImagingFaultKind.WorkerKilled:
                await worker.KillAsync();
                break;
            case ImagingFaultKind.WorkerPaused:
                await worker.SignalAsync("STOP");
                break;
            case ImagingFaultKind.BlobsCut:
                worker.Blobs.Cut();
                break;
            case ImagingFaultKind.BlobAnswersLost:
                worker.Blobs.LoseAnswers();
                break;
            case ImagingFaultKind.BlobsSilent:
                worker.Blobs.BlackHole();
                break;
            case ImagingFaultKind.QueuesCut:
                worker.Queues.Cut();
                break;
            case ImagingFaultKind.QueueAnswersLost:
                worker.Queues.LoseAnswers();
                break;
            case ImagingFaultKind.DatabaseCut:
                worker.Database.Cut();
                break;
            case ImagingFaultKind.DatabaseAnswersLost:
                worker.Database.LoseAnswers();
                break;
            case ImagingFaultKind.RedisCut:
                worker.Redis.Cut();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "Nobody knows how to break this.");
        }
    }

    private async Task EndAsync(ImagingFault fault)
    {
        var worker = system.Workers[fault.Worker];
        switch (fault.Kind)
        {
            case ImagingFaultKind.WorkerKilled:
                await worker.StartAsync(CancellationToken.None);
                break;
            case ImagingFaultKind.WorkerPaused:
                await worker.SignalAsync("CONT");
                // Nothing was done meanwhile.
                var (turn, killedAt) = workers[fault.Worker];
                workers[fault.Worker] = (turn, killedAt == 0 ? 0 : killedAt + fault.Lasts.Ticks);
                break;
            default:
                // Connections whose answers were lost, or that went half-open, are silent for ever: they break now.
                foreach (var link in worker.Links)
                {
                    link.Pass();
                }

                worker.LinkOf(fault.Kind).Reset();
                break;
        }
    }
}
