using CsCheck;

namespace Capacity.Tests.Properties;

public class FanOutCostPropertyTests
{
    /// <summary>Binary dust that a sum or a product may carry.</summary>
    private const double Dust = 1e-9;

    private static readonly Gen<FanOutCost> Costs =
        Gen.Select(Gen.Double[0.001, 10], Gen.Double[0, 10], Gen.Double[0, 1], (send, receive, deliver) => new FanOutCost(send, receive, deliver));

    private static readonly Gen<int> Nodes = Gen.Int[1, 200];
    private static readonly Gen<int> Members = Gen.Int[1, 2_000];

    [Fact]
    public void A_room_that_sits_on_one_node_costs_the_same_however_many_nodes_there_are() =>
        Gen.Select(Costs, Members).Sample((cost, members) =>
            Math.Abs(cost.CpuMs(1, members) - (cost.SendMs + cost.ReceiveMsPerNode + (cost.DeliverMsPerMember * members))) < Dust
            && Math.Abs(cost.GrowthScattered(1, members) - 1) < Dust);

    [Fact]
    public void A_message_is_heard_on_at_least_one_node_and_on_no_more_than_there_are_nodes_or_members() =>
        Gen.Select(Nodes, Members).Sample((nodes, members) =>
            FanOutCost.NodesHolding(nodes, members) >= 1 - Dust && FanOutCost.NodesHolding(nodes, members) <= Math.Min(nodes, members) + Dust);

    [Fact]
    public void One_more_node_or_member_never_makes_a_message_cheaper() =>
        Gen.Select(Costs, Nodes, Members).Sample((cost, nodes, members) =>
            cost.CpuMsScattered(nodes + 1, members) >= cost.CpuMsScattered(nodes, members) - Dust
            && cost.CpuMsScattered(nodes, members + 1) >= cost.CpuMsScattered(nodes, members) - Dust);

    [Fact]
    public void However_many_nodes_there_are_a_message_costs_at_most_a_node_for_each_member() =>
        Gen.Select(Costs, Nodes, Members).Sample((cost, nodes, members) =>
            cost.CpuMsScattered(nodes, members) <= cost.CpuMs(members, members) + Dust);

    [Fact]
    public void The_formula_is_the_one_that_simulated_clients_lead_to()
    {
        var (nodes, members, rounds) = (4, 10, 20_000);
        var random = new Random(1);

        var holding = Enumerable.Range(0, rounds)
            .Average(_ => (double)Enumerable.Range(0, members).Select(_ => random.Next(nodes)).Distinct().Count());

        Assert.Equal(FanOutCost.NodesHolding(nodes, members), holding, 0.02);
        Assert.Equal(3.775, FanOutCost.NodesHolding(nodes, members), 3);
        Assert.Equal(1.6, new FanOutCost(0.2, 0.3, 0.02).CpuMs(4, 10), 9);
    }
}
