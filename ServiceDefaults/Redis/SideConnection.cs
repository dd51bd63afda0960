using StackExchange.Redis;

namespace ServiceDefaults.Redis;

/// <summary>
/// A connection to Redis for what nobody waits for: it fails at once where Redis is away, and stands beside the service's own, so that
/// neither queues behind the other. It is made at the first use.
/// </summary>
/// <param name="connectionString">For StackExchange.Redis; null: the service has no Redis.</param>
/// <param name="clientName">Under which Redis lists it.</param>
/// <param name="patience">For a connection, for an answer, and between two tries to connect.</param>
public sealed class SideConnection(string? connectionString, string clientName, TimeSpan patience) : IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> connection = new(() => ConnectAsync(connectionString!, clientName, (int)patience.TotalMilliseconds));

    /// <summary>Whether there is a Redis at all.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(connectionString);

    /// <summary>Whether the exception says that Redis is away, or that its address is none.</summary>
    public static bool IsAway(Exception exception) =>
        exception is RedisException or TimeoutException or ArgumentException or ObjectDisposedException;

    /// <summary>The database; only where <see cref="IsConfigured"/>.</summary>
    public async Task<IDatabase> DatabaseAsync() => (await connection.Value).GetDatabase();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (connection is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await connection.Value).DisposeAsync();
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(string connectionString, string clientName, int patienceMilliseconds)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = patienceMilliseconds;
        options.AsyncTimeout = patienceMilliseconds;
        options.ReconnectRetryPolicy = new LinearRetry(patienceMilliseconds);
        options.ClientName = clientName;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
