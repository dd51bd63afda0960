namespace Capacity;

/// <summary>Requests that wait for a core.</summary>
internal static class CoreLine
{
    /// <summary>
    /// The line before the cores of a server. A share of a core serves nobody of its own, so 1.5 cores are one server that is 1.5 times as fast.
    /// </summary>
    public static WaitingLine On(double cores, double arrivalsPerSecond, double cpuMs)
    {
        var servers = Math.Max(1, Rounding.Down(cores));
        return new(arrivalsPerSecond, cpuMs / 1_000 * servers / cores, servers);
    }
}
