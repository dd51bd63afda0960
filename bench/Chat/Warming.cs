namespace Bench.Chat;

/// <summary>
/// Brings nodes to the code that they run for the rest of their lives. The runtime counts the calls of a method only once no new code has
/// come for a while, compiles it better in the background, and then once more: each of those needs load, then rest.
/// </summary>
internal static class Warming
{
    private const int Rounds = 4;
    private const double PerSecond = 400;

    /// <param name="system">The nodes.</param>
    /// <param name="crowd">Its clients; their messages are delivered and checked as all others.</param>
    /// <param name="round">Length of the load of each of four rounds.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>Resident memory of the nodes afterwards, MB.</returns>
    public static async Task<double> RunAsync(ChatSystem system, Crowd crowd, TimeSpan round, CancellationToken cancellationToken)
    {
        var megabytes = 0.0;
        for (var index = 0; index < Rounds; index++)
        {
            var (recording, _) = await crowd.SendAsync(PerSecond, round, cancellationToken);
            await crowd.SettleAsync(recording);
            megabytes = await Settled.MemoryAsync(system.Ids, cancellationToken);
        }

        return megabytes;
    }
}
