namespace Bench.Gateway.Http;

/// <summary>Asks until the code is compiled as it will stay: a service that has just started spends most of its processor time on that.</summary>
internal static class WarmUp
{
    private const int Connections = 16;
    private const int Rounds = 4;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(0.4);

    /// <summary>Loads for <paramref name="duration"/> in all.</summary>
    public static async Task RunAsync(RequestLoad clients, TimeSpan duration, CancellationToken cancellationToken)
    {
        // In rounds: the runtime compiles better only once no new code has come for a while.
        for (var round = 0; round < Rounds; round++)
        {
            await clients.ClosedAsync(Connections, duration / Rounds, [], cancellationToken);
            await Task.Delay(Rest, cancellationToken);
        }
    }
}
