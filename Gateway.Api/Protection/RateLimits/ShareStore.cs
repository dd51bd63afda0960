using System.Security.Cryptography;
using System.Text;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace Gateway.Api.Protection.RateLimits;

/// <summary>
/// Buckets in Redis (<c>gateway:rate:LIMIT:HASH</c>), which replicas take shares of. Nothing here is waited for by a request: a replica
/// spends what it has taken. It has a connection of its own that never queues.
/// </summary>
internal sealed partial class ShareStore(string? connectionString, TimeProvider time, ILogger<ShareStore> logger) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Refills the bucket by Redis' own clock, takes up to ARGV[3] tokens (a negative number gives some back) and answers how many were
    /// taken and how many are left. ARGV: tokens a second, bucket, tokens wanted, of which are spent already and are taken in any case.
    /// </summary>
    private const string Script =
        """
        local rate, burst, want, spent = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
        local tokens, at = tonumber(kept[1]) or burst, tonumber(kept[2]) or now
        tokens = math.min(burst, tokens + math.max(0, now - at) * rate / 1000)
        local taken = math.max(spent, math.min(want, math.floor(tokens)))
        tokens = math.max(-burst, math.min(burst, tokens - taken))
        redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
        redis.call('PEXPIRE', KEYS[1], math.ceil((2 * burst) / rate * 1000) + 1000)
        return { taken, math.floor(tokens) }
        """;

    private readonly SideConnection connection = new(connectionString, "rate-limits", TimeSpan.FromMilliseconds(500));
    private long awayAt;

    /// <summary>Whether there is a Redis at all.</summary>
    public bool IsConfigured => connection.IsConfigured;

    /// <summary>Whether it did not answer a moment ago; it is asked again after a second.</summary>
    public bool IsAway => Volatile.Read(ref awayAt) is not 0 and var at && time.GetElapsedTime(at) < Pause;

    /// <summary>Takes tokens of a bucket.</summary>
    /// <param name="rule">Its limit.</param>
    /// <param name="key">Whose bucket; only its hash goes to Redis.</param>
    /// <param name="want">Tokens asked for; below 0: given back.</param>
    /// <param name="spent">Of these, spent already.</param>
    /// <returns>What was taken; null: Redis is away.</returns>
    public async Task<Share?> TakeAsync(RateLimitRule rule, string key, int want, int spent)
    {
        try
        {
            var redis = await connection.DatabaseAsync();
            var answer = (int[])(await redis.ScriptEvaluateAsync(Script, [KeyOf(rule, key)], [rule.PerSecond, rule.Burst, want, spent]))!;
            if (Interlocked.Exchange(ref awayAt, 0) != 0)
            {
                Log.Back(logger);
            }

            return new(answer[0], answer[1]);
        }
        catch (Exception exception) when (SideConnection.IsAway(exception))
        {
            if (Interlocked.Exchange(ref awayAt, time.GetTimestamp()) == 0)
            {
                Log.Away(logger, exception.Message);
            }

            return null;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // So that the first request finds a connection; nobody waits for it.
        _ = IsConfigured ? connection.DatabaseAsync() : null;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static RedisKey KeyOf(RateLimitRule rule, string key) =>
        $"gateway:rate:{rule.Name}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16))}";
}

/// <param name="Taken">Tokens that were taken.</param>
/// <param name="Left">Tokens that are left for all replicas; below 0: more was spent than there was.</param>
internal readonly record struct Share(int Taken, int Left);
