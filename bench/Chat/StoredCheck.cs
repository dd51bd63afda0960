using Support;

namespace Bench.Chat;

/// <summary>Asks PostgreSQL whether it has what was acknowledged.</summary>
internal static class StoredCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Messages of the crowd that PostgreSQL holds, as soon as it holds all, or after 10 s.</summary>
    public static async Task<long> CountAsync(ChatStores stores, Crowd crowd)
    {
        var stored = 0L;
        try
        {
            await Eventually.BecomesAsync(
                "the messages to be stored", async () => stored = await stores.StoredAsync(crowd.Plan.Prefix), count => count >= crowd.Acknowledged, Patience);
        }
        catch (TimeoutException)
        {
            // What is missing is the caller's figure.
        }

        return stored;
    }
}
