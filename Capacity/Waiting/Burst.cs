using static Capacity.Number;

namespace Capacity;

/// <summary>A time of more load against a fixed capacity, as a fluid: what exceeds the capacity piles up and is worked off later.</summary>
/// <param name="RatePerSecond">Arrivals before and after, 1/s.</param>
/// <param name="BurstRatePerSecond">Arrivals meanwhile, 1/s.</param>
/// <param name="BurstSeconds">How long, s.</param>
/// <param name="CapacityPerSecond">What is served at most, 1/s.</param>
/// <example>
/// 5,000 req/s for a minute on cores that serve 4,000, then 1,000 again:
/// <code>
/// var spike = new Burst(1_000, 5_000, 60, 4_000);
/// spike.Backlog           // (5,000 - 4,000) × 60 = 60,000
/// spike.WaitSecondsMax    // 60,000 / 4,000 = 15
/// spike.DrainSeconds      // 60,000 / (4,000 - 1,000) = 20
/// </code>
/// </example>
public sealed record Burst(double RatePerSecond, double BurstRatePerSecond, double BurstSeconds, double CapacityPerSecond)
{
    /// <summary>What waits at the end of the burst: <c>(burst rate - capacity) × seconds</c>, 0 if the capacity is enough.</summary>
    public double Backlog => Excess <= 0 ? 0 : Excess * BurstSeconds;

    /// <summary>Wait of the last arrival of the burst, s: <c>backlog / capacity</c>.</summary>
    public double WaitSecondsMax => Backlog <= 0 ? 0 : Backlog / CapacityPerSecond;

    /// <summary>Time after the burst until nothing waits, s: <c>backlog / (capacity - rate)</c>; without end if the usual load alone is too much.</summary>
    public double DrainSeconds => this switch
    {
        { Backlog: <= 0 } => 0,
        _ when RatePerSecond >= CapacityPerSecond => double.PositiveInfinity,
        _ => Backlog / (CapacityPerSecond - RatePerSecond),
    };

    private double Excess => Rounding.Clean(BurstRatePerSecond - CapacityPerSecond);

    internal string WorkedBacklog => Excess <= 0
        ? $"{Text(BurstRatePerSecond)} ≤ {Text(CapacityPerSecond)}"
        : $"({Text(BurstRatePerSecond)} - {Text(CapacityPerSecond)}) × {Text(BurstSeconds)} s";

    internal string WorkedWait => $"{Text(Backlog)} / {Text(CapacityPerSecond)}";

    internal string WorkedDrain => Backlog <= 0 ? "nothing waits" : $"{Text(Backlog)} / ({Text(CapacityPerSecond)} - {Text(RatePerSecond)})";
}
