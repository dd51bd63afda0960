using System.Collections.Concurrent;
using Chat.Api.Rooms;
using Chat.Api.Storage;
using Microsoft.Extensions.Caching.Memory;
using Polly.CircuitBreaker;
using ServiceDefaults.Resilience;
using StackExchange.Redis;

namespace Chat.Api.Moderation;

/// <summary>
/// Decides whether a member may speak, from memory: a room's restrictions are read once, when a node first meets the room,
/// and again when somebody has changed them. A send waits for PostgreSQL only where its node does not know the room yet.
/// </summary>
internal sealed partial class Restrictions : IDisposable
{
    private const int RoomsMax = 50_000;

    /// <summary>Where PostgreSQL did not answer, it is asked again after this time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = RoomsMax });
    private readonly ConcurrentDictionary<string, Lazy<Task<RoomLimits>>> reading = new();
    private readonly RestrictionStore store;
    private readonly DatabaseBreaker database;
    private readonly Members members;
    private readonly Partitions partitions;
    private readonly IConnectionMultiplexer redis;
    private readonly TimeProvider time;
    private readonly ILogger<Restrictions> logger;
    private long version;

    public Restrictions(
        RestrictionStore store, DatabaseBreaker database, Members members, RoomChanges changes, Partitions partitions, IConnectionMultiplexer redis,
        TimeProvider time, ILogger<Restrictions> logger)
    {
        (this.store, this.database, this.members, this.partitions) = (store, database, members, partitions);
        (this.redis, this.time, this.logger) = (redis, time, logger);
        changes.Listen((room, _) => ChangedAsync(room));
    }

    public void Dispose() => known.Dispose();

    /// <summary>Reads what is restricted in the room before anything is said there.</summary>
    public async ValueTask PrepareAsync(string room) => await OfAsync(room);

    /// <summary>May the member say, edit or react at all?</summary>
    /// <exception cref="RefusedException"><c>room-archived</c>, <c>muted</c>.</exception>
    public async ValueTask RequireVoiceAsync(string room, string user)
    {
        var limits = await OfAsync(room);
        if (limits.IsArchived)
        {
            throw RefusedException.Conflict(ErrorCodes.RoomArchived, "The room is archived: it is read, but nothing more is said in it.");
        }

        if (limits.Mutes.TryGetValue(user, out var until) && until > time.GetUtcNow())
        {
            throw RefusedException.Forbidden(ErrorCodes.Muted, until == DateTimeOffset.MaxValue
                ? "You are muted in this room."
                : $"You are muted in this room until {until:yyyy-MM-dd HH:mm:ss} UTC.");
        }
    }

    /// <summary>
    /// Takes the user's turn where the room is in slow mode, once for all nodes. A retry under the same id has its turn;
    /// owners and moderators need none.
    /// </summary>
    /// <exception cref="RefusedException"><c>slow-mode</c>.</exception>
    public async ValueTask TakeTurnAsync(string room, string user, Guid clientMessageId)
    {
        var pause = (await OfAsync(room)).SlowMode;
        if (pause == TimeSpan.Zero || await IsExemptAsync(room, user))
        {
            return;
        }

        var key = partitions.Of(room).SlowMode(user, pause);
        var own = clientMessageId.ToString("N");
        var holder = (string?)await redis.GetDatabase().StringSetAndGetAsync(key, own, expiry: pause, when: When.NotExists);
        if (holder is not null && holder != own)
        {
            throw new RefusedException(
                ErrorCodes.SlowMode, StatusCodes.Status429TooManyRequests,
                $"The room is in slow mode: one message in {pause.TotalSeconds:0} seconds; send it again under the same id.");
        }
    }

    private async Task<bool> IsExemptAsync(string room, string user)
    {
        try
        {
            return (await members.RequireAsync(room, user, CancellationToken.None)).Moderates;
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            return false;
        }
    }

    private ValueTask<RoomLimits> OfAsync(string room) =>
        known.TryGetValue(room, out Known? last) ? ValueTask.FromResult(Latest(room, last!)) : new(ReadOnceAsync(room));

    /// <summary>What could not be read is asked for again by the way: a send does not wait for it.</summary>
    private RoomLimits Latest(string room, Known last)
    {
        if (last.FailedAt is { } failed && time.GetElapsedTime(failed) >= Patience)
        {
            _ = ReadOnceAsync(room).ContinueWith(
                static read => read.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        return last.Limits;
    }

    /// <summary>However many ask at once, PostgreSQL is asked once.</summary>
    private async Task<RoomLimits> ReadOnceAsync(string room)
    {
        var read = reading.GetOrAdd(room, key => new(() => ReadAsync(key)));
        try
        {
            return await read.Value;
        }
        finally
        {
            reading.TryRemove(KeyValuePair.Create(room, read));
        }
    }

    private async Task<RoomLimits> ReadAsync(string room)
    {
        try
        {
            while (true)
            {
                var before = Volatile.Read(ref version);
                var limits = await database.AskAsync(_ => store.LimitsAsync(room), CancellationToken.None);
                if (before == Volatile.Read(ref version))
                {
                    return Remember(room, new(limits));
                }

                // Something has changed meanwhile, and the answer may be from before.
            }
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            // Delivery does not wait for the database: what was known last holds, and where nothing was known members may speak. It is
            // asked again in a moment: a change that could not be read is not told a second time.
            if (exception is not BrokenCircuitException)
            {
                Log.Unknown(logger, room, exception);
            }

            return Remember(room, new(known.Get<Known>(room)?.Limits ?? RoomLimits.None, time.GetTimestamp()));
        }
    }

    private RoomLimits Remember(string room, Known limits) => known.Set(room, limits, new MemoryCacheEntryOptions { Size = 1 }).Limits;

    /// <summary>What is known goes on to hold until the new is read.</summary>
    private Task ChangedAsync(string room)
    {
        Interlocked.Increment(ref version);
        return known.TryGetValue(room, out _) ? ReadOnceAsync(room) : Task.CompletedTask;
    }

    /// <param name="Limits">What holds.</param>
    /// <param name="FailedAt">When it could not be read again; null where it was.</param>
    private sealed record Known(RoomLimits Limits, long? FailedAt = null);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "What is restricted in room {Room} could not be read; what was known last holds.")]
        public static partial void Unknown(ILogger logger, string room, Exception exception);
    }
}
