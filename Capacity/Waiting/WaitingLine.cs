using static Capacity.Number;

namespace Capacity;

/// <summary>
/// Arrivals that wait in one line for the next free of several equal servers: connections of a pool, workers, cores. Random (Poisson)
/// arrivals and exponential service times, so a load with less variance waits less than this says.
/// </summary>
/// <param name="ArrivalsPerSecond">Arrivals, 1/s.</param>
/// <param name="ServiceSeconds">Time that one keeps a server, s, on average.</param>
/// <param name="Servers">Servers.</param>
/// <example>
/// The seed's database pool (A.2):
/// <code>
/// var pool = new WaitingLine(ArrivalsPerSecond: 375, ServiceSeconds: 0.1, Servers: 50);
/// pool.Utilisation                                    // 0.75
/// pool.WaitProbability                                // 0.034
/// WaitingLine.ServersFor(375, 0.1, 0.99, 0.010)       // 50 connections: 99 of 100 wait at most 10 ms
/// </code>
/// </example>
public sealed record WaitingLine(double ArrivalsPerSecond, double ServiceSeconds, int Servers)
{
    private const string NoLoad = "no load, no wait";

    /// <summary>Servers that are busy on average if there are enough of them, by Little's law: <c>375 × 0.1 = 37.5</c>.</summary>
    public double Load => ArrivalsPerSecond * ServiceSeconds;

    /// <summary>Load over servers, share: <c>37.5 / 50 = 0.75</c>. 1 and more is overload, without end where there is no server.</summary>
    public double Utilisation => Load <= 0 ? 0 : Load / Servers;

    /// <summary>More comes than is ever served: every wait grows without end.</summary>
    public bool IsOverloaded => Load > 0 && Rounding.Clean(Load) >= Servers;

    /// <summary>Probability that an arrival must wait, share (Erlang C); 1 in overload.</summary>
    public double WaitProbability => IsOverloaded ? 1 : Erlang.WaitProbability(Servers, Load);

    /// <summary>Mean wait, those who do not wait included, s: <c>C / (c/s - λ)</c>; without end in overload.</summary>
    public double WaitSecondsMean => IsOverloaded ? double.PositiveInfinity : Load <= 0 ? 0 : WaitProbability / SpareRate;

    /// <summary>
    /// Wait that this share of arrivals does not exceed, s: from <c>P(W &gt; t) = C e^-(c/s - λ)t</c>; 0 if so many do not wait at all,
    /// without end in overload.
    /// </summary>
    public double WaitSeconds(double share) => this switch
    {
        { IsOverloaded: true } => double.PositiveInfinity,
        { Load: <= 0 } => 0,
        _ => Math.Max(0, Math.Log(WaitProbability / (1 - share)) / SpareRate),
    };

    /// <summary>
    /// The fewest servers with which <paramref name="share"/> of arrivals wait at most <paramref name="waitSecondsMax"/>; at least 1, at most
    /// <see cref="int.MaxValue"/>.
    /// </summary>
    public static int ServersFor(double arrivalsPerSecond, double serviceSeconds, double share, double waitSecondsMax)
    {
        bool IsEnough(long servers) =>
            new WaitingLine(arrivalsPerSecond, serviceSeconds, (int)servers).WaitSeconds(share) <= waitSecondsMax;

        // By Little's law fewer than the load are never enough; from there the step doubles, then halves.
        long tooFew = Rounding.Down(Math.Max(0, arrivalsPerSecond * serviceSeconds));
        var step = 1L;
        while (tooFew + step < int.MaxValue && !IsEnough(tooFew + step))
        {
            tooFew += step;
            step *= 2;
        }

        var enough = Math.Min(int.MaxValue, tooFew + step);
        while (enough - tooFew > 1)
        {
            var middle = (tooFew + enough) / 2;
            (tooFew, enough) = IsEnough(middle) ? (tooFew, middle) : (middle, enough);
        }

        return (int)enough;
    }

    /// <summary>What the servers could serve beyond what arrives, 1/s.</summary>
    private double SpareRate => (Servers / ServiceSeconds) - ArrivalsPerSecond;

    internal string WorkedProbability => IsOverloaded ? Overload : $"C({Text(Servers)}, {Text(Load)})";

    internal string WorkedMean => IsOverloaded ? Overload : Load <= 0 ? NoLoad : $"{Text(WaitProbability)} / {Text(SpareRate)}/s";

    internal string Worked(double share) => this switch
    {
        { IsOverloaded: true } => Overload,
        { Load: <= 0 } => NoLoad,
        _ when WaitProbability <= 1 - share => $"{Text(WaitProbability)} ≤ {Text(1 - share)}, no wait",
        _ => $"ln({Text(WaitProbability)} / {Text(1 - share)}) / {Text(SpareRate)}/s",
    };

    private string Overload => $"{Text(Load)} / {Text(Servers)} ≥ 1, never ends";
}
