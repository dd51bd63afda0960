using Bench.Lab.Analysis;
using Capacity;

namespace Bench.Tests.Lab;

public sealed class FanOutFitTests
{
    private static readonly (double Nodes, int Members)[] Places = [(1, 10), (2, 10), (4, 10), (1, 40)];

    [Theory]
    [InlineData(0.2, 0.3, 0.02)]
    [InlineData(0.4, 0, 0.03)]
    [InlineData(0, 0.5, 0)]
    public void The_fit_finds_the_costs_that_made_the_points(double send, double receive, double deliver)
    {
        var cost = FanOutFit.Of(Points(new(send, receive, deliver)))!;

        Assert.Equal((send, receive, deliver), (Math.Round(cost.SendMs, 9), Math.Round(cost.ReceiveMsPerNode, 9), Math.Round(cost.DeliverMsPerMember, 9)));
    }

    [Fact]
    public void A_cost_that_noise_makes_negative_is_nothing()
    {
        FanOutPoint[] points = [new(1, 10, 1), new(2, 10, 0.98), new(4, 10, 0.95), new(1, 40, 2)];

        var cost = FanOutFit.Of(points)!;

        Assert.Equal(0, cost.ReceiveMsPerNode);
        Assert.True(cost is { SendMs: > 0, DeliverMsPerMember: > 0 });
    }

    [Fact]
    public void Points_that_do_not_tell_nodes_from_members_have_no_fit()
    {
        var cost = new FanOutCost(0.2, 0.3, 0.02);

        Assert.Null(FanOutFit.Of([.. Points(cost).Where(point => point.Members == 10)]));
        Assert.Null(FanOutFit.Of([.. Points(cost).Where(point => point.Nodes == 1)]));
    }

    private static FanOutPoint[] Points(FanOutCost cost) =>
        [.. Places.Select(place => new FanOutPoint(place.Nodes, place.Members, cost.CpuMs(place.Nodes, place.Members)))];
}
