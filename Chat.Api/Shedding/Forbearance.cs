using Microsoft.AspNetCore.SignalR;

namespace Chat.Api.Shedding;

/// <summary>
/// Answers whoever goes on asking after refusals late: when it makes sense to ask again. So does a busy node from the first one on. A connection's calls are done one after
/// the other, so it cannot make this node refuse faster than that, and what it sends meanwhile stays in its own socket.
/// </summary>
internal sealed class Forbearance(TimeProvider time)
{
    /// <summary>Refusals of a connection that are answered at once, after a pause.</summary>
    private const double Refusals = 5;
    private const double RefusalsPerSecond = 1;
    private static readonly TimeSpan HoldMax = TimeSpan.FromSeconds(1);
    private static readonly object Key = new();

    /// <summary>Waits before a refusal of this connection is answered, for about as long as the refusal says, at most a second and a half.</summary>
    public async Task HoldAsync(HubCallerContext connection, string code, TimeSpan retryAfter)
    {
        // One account a connection, made at its first refusal; its calls are not done at the same time.
        if (!connection.Items.TryGetValue(Key, out var known))
        {
            connection.Items[Key] = known = new SenderAccount(Refusals, time.GetTimestamp());
        }

        var isTooMany = ((SenderAccount)known!).Ask(RefusalsPerSecond, pace: TimeSpan.Zero, time.GetTimestamp(), time) > TimeSpan.Zero;
        if (isTooMany || code == ErrorCodes.TooBusy)
        {
            await Task.Delay(Spread(retryAfter < HoldMax ? retryAfter : HoldMax), time, connection.ConnectionAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Half to one and a half times as long: a flood that is refused at one moment would come back at one moment, second after second.</summary>
    private static TimeSpan Spread(TimeSpan hold) => hold * (0.5 + Random.Shared.NextDouble());
}
