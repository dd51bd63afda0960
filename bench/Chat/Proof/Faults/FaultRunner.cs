using System.Collections.Concurrent;
using Bench.Chat.Proof.Systems;

namespace Bench.Chat.Proof.Faults;

/// <summary>Breaks what the plan says when it says so, and mends it.</summary>
internal sealed class FaultRunner(ProofSystem system, Timeline timeline)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> targets = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly ConcurrentQueue<TimeSpan> emptied = new();
    private readonly ConcurrentQueue<TimeSpan> heldBack = new();

    /// <summary>Faults that could not be begun or mended, such as a node that did not start again.</summary>
    public IReadOnlyCollection<string> Failures => failures;

    /// <summary>When Redis was emptied, since the run began.</summary>
    public IReadOnlyCollection<TimeSpan> Emptied => emptied;

    /// <summary>When Redis was killed with a part of its log not yet handed to the operating system, since the run began.</summary>
    public IReadOnlyCollection<TimeSpan> HeldBack => heldBack;

    /// <summary>Runs the plan; when it ends, also because it is cancelled, nothing is broken any more.</summary>
    public Task RunAsync(FaultPlan plan, CancellationToken cancellationToken) =>
        Task.WhenAll(plan.Faults.Select(fault => RunAsync(fault, timeline.Now, cancellationToken)));

    private async Task RunAsync(Fault fault, TimeSpan began, CancellationToken cancellationToken)
    {
        await Task.Delay(fault.At, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var target = targets.GetOrAdd(fault.Target, _ => new(1));
        // A node that takes long to start delays what was meant for it.
        await target.WaitAsync(CancellationToken.None);
        try
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            timeline.Note($"{fault.Name}, for {fault.Lasts.TotalSeconds:0.0} s" + (timeline.Now - began - fault.At > TimeSpan.FromSeconds(1) ? " (late)" : string.Empty));
            await BeginAsync(fault);
            await Task.Delay(fault.Lasts, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // A run that is stopped needs no node any more.
            if (!(fault.Kind is FaultKind.NodeKilled or FaultKind.NodeStopped && cancellationToken.IsCancellationRequested))
            {
                await EndAsync(fault);
            }

            timeline.Note($"{fault.Name}: over");
        }
        catch (Exception exception)
        {
            // The other faults go on and must end; that this one did not is told at the end.
            timeline.Note($"{fault.Name}: {exception.Message}");
            failures.Enqueue($"{fault.Name}: {exception.Message}");
        }
        finally
        {
            target.Release();
        }
    }

    private async Task BeginAsync(Fault fault)
    {
        var node = fault.Node is { } index && Fault.IsOfNode(fault.Kind) ? system.Nodes[index] : null;
        switch (fault.Kind)
        {
            case FaultKind.NodeStopped:
                await node!.StopAsync();
                break;
            case FaultKind.NodeKilled:
                await node!.KillAsync();
                break;
            case FaultKind.NodePaused:
                await node!.SignalAsync("STOP");
                break;
            case FaultKind.ClientsCut:
                node!.Clients.Cut();
                break;
            case FaultKind.ClientsSilent:
                node!.Clients.BlackHole();
                break;
            case FaultKind.RedisLinkCut:
                node!.Redis!.Cut();
                break;
            case FaultKind.RedisLinkSilent:
                node!.Redis!.BlackHole();
                break;
            case FaultKind.RedisLinkStalled:
                node!.Redis!.Stall();
                break;
            case FaultKind.PostgresLinkCut:
                node!.Postgres.Cut();
                break;
            case FaultKind.PostgresLinkSilent:
                node!.Postgres.BlackHole();
                break;
            case FaultKind.RedisKilled:
                await KillRedisAsync();
                break;
            case FaultKind.RedisPaused:
                await system.Stores.SignalRedisAsync("STOP");
                break;
            case FaultKind.PostgresKilled:
                await system.Stores.KillPostgresAsync();
                break;
            case FaultKind.PostgresPaused:
                await system.Stores.SignalPostgresAsync("STOP");
                break;
            case FaultKind.RedisEmptied:
                await system.Stores.EmptyRedisAsync();
                emptied.Enqueue(timeline.Now);
                break;
            case FaultKind.RedisLost:
                await system.Stores.LoseRedisAsync();
                emptied.Enqueue(timeline.Now);
                break;
            case FaultKind.MasterKilled:
                await system.Stores.Cluster.KillAsync(fault.Node!.Value);
                break;
            case FaultKind.MasterPaused:
                await system.Stores.Cluster.SignalAsync(fault.Node!.Value, "STOP");
                break;
            case FaultKind.SlotMoved:
                await system.Stores.MoveSlotAsync(fault.Node!.Value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "Nobody knows how to break this.");
        }
    }

    /// <summary>What Redis held back is no excuse for more than what it answered within that time, and is told in the timeline.</summary>
    private async Task KillRedisAsync()
    {
        var at = timeline.Now;
        if (await system.Stores.KillRedisAsync() is { } pending)
        {
            timeline.Note($"Redis held {pending} bytes of its log back for an fsync when it was killed");
            heldBack.Enqueue(at);
        }
    }

    private async Task EndAsync(Fault fault)
    {
        var node = fault.Node is { } index && Fault.IsOfNode(fault.Kind) ? system.Nodes[index] : null;
        switch (fault.Kind)
        {
            case FaultKind.NodeKilled or FaultKind.NodeStopped:
                await node!.StartAsync(CancellationToken.None);
                break;
            case FaultKind.NodePaused:
                await node!.SignalAsync("CONT");
                break;
            case FaultKind.ClientsCut or FaultKind.ClientsSilent:
                node!.Clients.Pass();
                break;
            case FaultKind.RedisLinkCut or FaultKind.RedisLinkSilent or FaultKind.RedisLinkStalled:
                node!.Redis!.Pass();
                break;
            case FaultKind.PostgresLinkCut or FaultKind.PostgresLinkSilent:
                node!.Postgres.Pass();
                break;
            case FaultKind.RedisKilled or FaultKind.RedisLost:
                await system.Stores.StartRedisAsync();
                break;
            case FaultKind.RedisPaused:
                await system.Stores.SignalRedisAsync("CONT");
                break;
            case FaultKind.PostgresKilled:
                await system.Stores.StartPostgresAsync();
                break;
            case FaultKind.PostgresPaused:
                await system.Stores.SignalPostgresAsync("CONT");
                break;
            case FaultKind.MasterKilled:
                await system.Stores.Cluster.StartAsync(fault.Node!.Value);
                break;
            case FaultKind.MasterPaused:
                await system.Stores.Cluster.SignalAsync(fault.Node!.Value, "CONT");
                break;
            case FaultKind.RedisEmptied or FaultKind.SlotMoved:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "Nobody knows how to mend this.");
        }
    }
}
