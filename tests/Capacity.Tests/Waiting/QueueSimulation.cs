namespace Capacity.Tests.Waiting;

/// <summary>A line before equal servers, event by event: random arrivals, exponential service times, first come first served.</summary>
internal static class QueueSimulation
{
    private const int WarmUp = 20_000;

    /// <summary>Waits of <paramref name="arrivals"/> arrivals in seconds, in order of size; the first of the run are left out.</summary>
    public static double[] Run(WaitingLine line, int arrivals, int seed)
    {
        var random = new Random(seed);
        var freeAt = new PriorityQueue<int, double>(Enumerable.Range(0, line.Servers).Select(server => (server, 0.0)));
        var waits = new double[arrivals];
        var now = 0.0;
        for (var arrival = -WarmUp; arrival < arrivals; arrival++)
        {
            now += Exponential(random, 1 / line.ArrivalsPerSecond);
            freeAt.TryDequeue(out var server, out var free);
            var start = Math.Max(now, free);
            freeAt.Enqueue(server, start + Exponential(random, line.ServiceSeconds));
            if (arrival >= 0)
            {
                waits[arrival] = start - now;
            }
        }

        Array.Sort(waits);
        return waits;
    }

    private static double Exponential(Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());
}
