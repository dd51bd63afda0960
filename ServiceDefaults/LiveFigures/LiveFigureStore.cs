using System.Text.Json;
using System.Text.Json.Serialization;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace ServiceDefaults.LiveFigures;

/// <summary>
/// Where instances write their figures: Redis keys <c>capacity:{service}:{instance}</c> that expire after 5 s, listed in the sorted
/// set <c>capacity:instances</c> so that a reader need not search. It has a connection of its own, which never waits: no command
/// of the service stands behind one of these.
/// </summary>
/// <param name="connectionString">For StackExchange.Redis; null: the service has no Redis, and there are no figures.</param>
/// <param name="time">Clock of the list.</param>
public sealed class LiveFigureStore(string? connectionString, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Instances that a reader sees at most: the last ones to have written.</summary>
    public const int InstancesMax = 256;

    private const string Prefix = "capacity:";
    private const string List = Prefix + "instances";

    /// <summary>An instance that is gone is listed for this long; its figures expire before.</summary>
    private static readonly TimeSpan Listed = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly SideConnection connection = new(connectionString, "live-figures", TimeSpan.FromSeconds(1));

    /// <summary>Whether there is a Redis to write to.</summary>
    public bool IsConfigured => connection.IsConfigured;

    /// <summary>Writes the figures of an instance in one pipelined round trip.</summary>
    /// <exception cref="FiguresAwayException">Redis does not answer.</exception>
    public Task WriteAsync(InstanceFigures figures) => WithRedisAsync(async redis =>
    {
        var member = $"{figures.Service}:{figures.Instance}";
        var now = time.GetUtcNow();
        await Task.WhenAll(
            redis.StringSetAsync(Prefix + member, JsonSerializer.SerializeToUtf8Bytes(figures, Json), Expiry),
            redis.SortedSetAddAsync(List, member, now.ToUnixTimeMilliseconds()),
            redis.SortedSetRemoveRangeByScoreAsync(List, double.NegativeInfinity, (now - Listed).ToUnixTimeMilliseconds()));
        return true;
    });

    /// <summary>Takes the figures of an instance that stops away, so that it is not counted for another 5 s.</summary>
    /// <exception cref="FiguresAwayException">Redis does not answer.</exception>
    public Task RemoveAsync(string service, string instance) => WithRedisAsync(async redis =>
    {
        var member = $"{service}:{instance}";
        await Task.WhenAll(redis.KeyDeleteAsync(Prefix + member), redis.SortedSetRemoveAsync(List, member));
        return true;
    });

    /// <summary>The living instances of all services, at most <see cref="InstancesMax"/>.</summary>
    /// <exception cref="FiguresAwayException">Redis does not answer, or there is none.</exception>
    public Task<IReadOnlyList<InstanceFigures>> ReadAsync() => WithRedisAsync(async redis =>
    {
        var members = await redis.SortedSetRangeByRankAsync(List, 0, InstancesMax - 1, Order.Descending);
        // Not one command for all of them: on a cluster they lie on several nodes. They are pipelined.
        var values = await Task.WhenAll(members.Select(member => redis.StringGetAsync(Prefix + (string)member!)));
        return (IReadOnlyList<InstanceFigures>)[.. values.Select(Parse).OfType<InstanceFigures>()];
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>A newer version in a rolling update may write what this one cannot read.</summary>
    private static InstanceFigures? Parse(RedisValue value)
    {
        try
        {
            return value.IsNull ? null : JsonSerializer.Deserialize<InstanceFigures>((byte[])value!, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<T> WithRedisAsync<T>(Func<IDatabase, Task<T>> command)
    {
        if (!IsConfigured)
        {
            throw new FiguresAwayException("ConnectionStrings:redis is not set.");
        }

        try
        {
            return await command(await connection.DatabaseAsync());
        }
        catch (Exception exception) when (SideConnection.IsAway(exception))
        {
            throw new FiguresAwayException(exception.Message, exception);
        }
    }
}
