using Bench.Chat.Proof;
using Bench.Chat.Proof.Faults;
using Support.Servers;

namespace Bench.Tests.Chat.Proof;

/// <summary>The short form of <c>prove chat</c>, with a seed of its own.</summary>
[Collection(Proofs.Name)]
public sealed class ShortProofTests(PostgresFixture postgres)
{
    /// <summary>For single faults: few clients, and no longer than they take.</summary>
    private static readonly ProofSettings Brief = new(TimeSpan.FromSeconds(4), Seed: 3) { Nodes = 2, Clients = 6, Rooms = 2, PerSecond = 100, MovesEvery = null };
    private static readonly ProofSettings Short = new(TimeSpan.FromSeconds(8), Seed: 5);

    [Fact]
    public async Task Under_eight_seconds_of_faults_no_promise_of_delivery_is_broken()
    {
        var result = await Proofs.RunAsync(Short);

        Assert.True(result.Violations.Count == 0, Proofs.Words(result));
        Assert.False(result.IsStopped);
        Assert.Equal(result.Counts.Messages, result.Counts.Acknowledged);
        Assert.InRange(result.Counts.Messages, 50, int.MaxValue);
        Assert.InRange(result.Counts.Stored, result.Counts.Messages, int.MaxValue);
        Assert.NotEmpty(result.Timeline.Lines);
    }

    [Fact]
    public Task Nodes_that_are_told_to_stop_leave_nothing_behind() => HoldsAsync(
        Brief with { Nodes = 2 }, new(At(1), At(0.2), FaultKind.NodeStopped, 0), new(At(1.5), At(0.5), FaultKind.ClientsCut, 1));

    [Fact]
    public Task Redis_that_is_emptied_takes_nothing_with_it_that_was_acknowledged_after_its_commit() => HoldsAsync(
        Brief with { Redis = ProofRedis.Emptied, IsDurable = true },
        new(At(1), At(0.8), FaultKind.PostgresLinkCut, 0), new(At(1.5), TimeSpan.Zero, FaultKind.RedisEmptied), new(At(2.5), At(0.3), FaultKind.RedisLost));

    [Fact]
    public Task Over_a_cluster_masters_are_killed_and_slots_move_and_nothing_is_lost() => HoldsAsync(
        Brief with { Redis = ProofRedis.Cluster }, new(At(1), TimeSpan.Zero, FaultKind.SlotMoved, 0), new(At(2), At(0.5), FaultKind.MasterKilled, 1));

    private async Task HoldsAsync(ProofSettings settings, params Fault[] faults)
    {
        var result = await Proofs.RunAsync(settings with { Faults = new(faults), Postgres = postgres });

        Assert.True(result.Violations.Count == 0, Proofs.Words(result));
        Assert.Equal(result.Counts.Messages, result.Counts.Acknowledged);
        Assert.InRange(result.Counts.Messages, 20, int.MaxValue);
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public async Task A_run_that_is_stopped_tells_what_it_saw_until_then()
    {
        using var stop = new CancellationTokenSource();
        var running = Proofs.RunAsync(Short with { Nodes = 1, Length = TimeSpan.FromMinutes(5), Faults = new([]), Postgres = postgres, Sending = stop.Cancel }, stop.Token);

        var result = await running.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(result.IsStopped);
        Assert.Empty(result.Violations);
    }
}
