namespace Capacity;

/// <summary>A database pool by Little's law: what is in flight is the rate times the time each takes.</summary>
/// <remarks>Seed A.2: <c>375 × 0.1 = 37.5, up to 38; × 1.2 = 45.6, up to 46; to the next ten: 50</c>.</remarks>
internal sealed record DatabasePool(double OperationsPerSecond, double LatencyMs, HeadroomRules Headroom)
{
    public double InFlight => OperationsPerSecond * LatencyMs / 1_000;

    public int InFlightWhole => Rounding.Up(InFlight);

    public int WithHeadroom => Rounding.Up(InFlightWhole * Headroom.Factor);

    /// <summary>At least one step: a service that may store nothing now must still be able to ask.</summary>
    public int Connections => (int)Rounding.UpToStep(Math.Max(1, WithHeadroom), Headroom.PoolStepConnections);
}
