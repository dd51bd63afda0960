using Bench.Chat.Proof;
using Bench.Chat.Proof.Faults;

namespace Bench.Tests.Chat.Proof;

public sealed class FaultPlanTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_seed_gives_the_same_plan_and_another_seed_another()
    {
        var plan = FaultPlan.Of(7, Length, nodes: 3);

        Assert.Equal(plan.Faults, FaultPlan.Of(7, Length, nodes: 3).Faults);
        Assert.NotEqual(plan.Faults, FaultPlan.Of(8, Length, nodes: 3).Faults);
    }

    [Fact]
    public void A_long_plan_has_every_kind_of_fault_on_every_node() => Assert.Equal(
        (10 * 3) + 4, FaultPlan.Of(1, Length, nodes: 3).Faults.DistinctBy(fault => (fault.Kind, fault.Node)).Count());

    [Fact]
    public void What_may_happen_to_Redis_is_chosen()
    {
        var (kept, emptied, cluster) = (KindsOf(ProofRedis.Kept), KindsOf(ProofRedis.Emptied), KindsOf(ProofRedis.Cluster));

        Assert.Equal([FaultKind.RedisEmptied, FaultKind.RedisLost], emptied.Except(kept));
        Assert.Equal([FaultKind.MasterKilled, FaultKind.MasterPaused, FaultKind.SlotMoved], cluster.Except(kept));
        // No proxy lies between nodes and masters.
        Assert.Equal(
            [FaultKind.RedisLinkCut, FaultKind.RedisLinkSilent, FaultKind.RedisLinkStalled, FaultKind.RedisKilled, FaultKind.RedisPaused], kept.Except(cluster));
    }

    private static List<FaultKind> KindsOf(ProofRedis redis) =>
        [.. FaultPlan.Of(1, Length, nodes: 3, redis).Faults.Select(fault => fault.Kind).Distinct().Order()];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_target_has_two_faults_at_once_one_node_always_lives_and_all_ends_in_time(int seed)
    {
        var faults = FaultPlan.Of(seed, Length, nodes: 3).Faults;

        Assert.All(faults, fault => Assert.InRange(fault.At + fault.Lasts, TimeSpan.Zero, Length));
        Assert.All(faults.GroupBy(fault => fault.Target), same =>
            Assert.All(same.Zip(same.Skip(1)), pair => Assert.True(pair.First.At + pair.First.Lasts <= pair.Second.At, $"{pair}")));
        var nodes = faults.Where(fault => fault.Kind is FaultKind.NodeKilled or FaultKind.NodePaused or FaultKind.NodeStopped).ToList();
        Assert.All(nodes, fault => Assert.InRange(nodes.Count(other => other.At <= fault.At && other.At + other.Lasts > fault.At), 0, 2));
    }
}
