namespace AppHost.Services;

/// <summary>How long a chat node that stops takes to send its clients to the others.</summary>
/// <param name="Timeout">Within which they are asked to leave (<c>Chat:DrainTimeout</c>).</param>
/// <param name="GraceSeconds">Time that the platform leaves the node in all, seconds.</param>
internal sealed record ChatDrain(TimeSpan Timeout, int GraceSeconds)
{
    private const double ConnectsPerSecond = 1_000;
    private const double SpreadShare = 0.8;
    private const double SecondsMin = 10;
    private const double SecondsMax = 120;
    /// <summary>For what follows: the persister's last batches, connections that are closed, the last telemetry.</summary>
    private const int SecondsAfter = 20;

    /// <summary>
    /// Clients leave spread over four fifths of the time, and the others take a thousand connections a second without trouble:
    /// <c>100,000 / 3 = 33,334 clients / 1,000 / 0.8 = 42 s</c>; 10 s at least, 2 minutes at most.
    /// </summary>
    public static ChatDrain For(int clients, int replicas)
    {
        var perNode = Math.Ceiling((double)clients / replicas);
        var seconds = Math.Clamp(Math.Ceiling(perNode / ConnectsPerSecond / SpreadShare), SecondsMin, SecondsMax);
        return new(TimeSpan.FromSeconds(seconds), (int)seconds + SecondsAfter);
    }
}
