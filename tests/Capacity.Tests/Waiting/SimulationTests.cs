namespace Capacity.Tests.Waiting;

/// <summary>Erlang's formulas against a line that is simulated event by event.</summary>
public class SimulationTests
{
    private const int Arrivals = 3_000_000;
    private const double Tolerance = 0.05;

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(1, 0.8)]
    [InlineData(4, 0.75)]
    [InlineData(8, 0.85)]
    [InlineData(50, 0.75)]
    public void Share_that_waits_mean_and_percentiles_are_those_of_a_simulated_line(int servers, double utilisation)
    {
        var line = new WaitingLine(ArrivalsPerSecond: servers * utilisation / 0.1, ServiceSeconds: 0.1, servers);

        var waits = QueueSimulation.Run(line, Arrivals, seed: 4_711);

        Close(waits.Count(wait => wait > 0) / (double)Arrivals, line.WaitProbability);
        Close(waits.Average(), line.WaitSecondsMean);
        Close(waits[(int)(Arrivals * 0.99)], line.WaitSeconds(0.99));
    }

    private static void Close(double simulated, double computed) =>
        Assert.InRange(simulated, computed * (1 - Tolerance), computed * (1 + Tolerance));
}
