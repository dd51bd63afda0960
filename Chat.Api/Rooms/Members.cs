using Chat.Api.Delivery;
using Chat.Api.Limits;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;

namespace Chat.Api.Rooms;

/// <summary>
/// Who may do what where. Answers are remembered for a short while, so that a herd that comes back does not ask PostgreSQL
/// for each of its rooms; a change of membership is told to all nodes at once.
/// </summary>
internal sealed class Members : IHostedService, IDisposable
{
    /// <summary>"room user": rare news that concern every node.</summary>
    private static readonly RedisChannel Changes = RedisChannel.Literal("chat:members");
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 50_000 });
    private readonly RoomStore store;
    private readonly LocalRooms rooms;
    private readonly RoomsOfUser roomsOfUser;
    private readonly IConnectionMultiplexer redis;

    public Members(RoomStore store, LocalRooms rooms, RoomsOfUser roomsOfUser, IConnectionMultiplexer redis) =>
        (this.store, this.rooms, this.roomsOfUser, this.redis) = (store, rooms, roomsOfUser, redis);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await redis.GetSubscriber().SubscribeAsync(Changes, (_, change) => Changed(change.ToString()));
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            // Redis has gone just now. The client library has noted the subscription and makes it when it is connected again.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => known.Dispose();

    /// <exception cref="RefusedException"><c>room-not-found</c>; also where the user may not know of the room.</exception>
    public async Task<Access> RequireReaderAsync(string room, string user, CancellationToken cancellationToken)
    {
        var access = await AccessAsync(room, user, cancellationToken);
        return access.MayRead ? access : throw NotFound();
    }

    /// <exception cref="RefusedException"><c>not-a-member</c>, <c>room-not-found</c>.</exception>
    public async Task<Access> RequireAsync(string room, string user, CancellationToken cancellationToken)
    {
        var access = await RequireReaderAsync(room, user, cancellationToken);
        return access.Role is not null ? access : throw RefusedException.Forbidden(ErrorCodes.NotAMember, "Join the room first.");
    }

    /// <summary>Makes the user a member of a public room; in others one must be a member already.</summary>
    public async Task<Access> JoinAsync(string room, string user, CancellationToken cancellationToken)
    {
        var access = await RequireReaderAsync(room, user, cancellationToken);
        if (access.Role is not null)
        {
            return access;
        }

        await roomsOfUser.RequireAnotherAsync(user, cancellationToken);
        await store.PutMemberAsync(room, user, RoomRoles.Member, changesRole: false, cancellationToken);
        known.Remove((room, user));
        return access with { Role = RoomRoles.Member };
    }

    /// <summary>Tells all nodes, this one included, that the membership of a user has changed.</summary>
    public Task TellAsync(string room, string user) => redis.GetSubscriber().PublishAsync(Changes, $"{room} {user}");

    private async Task<Access> AccessAsync(string room, string user, CancellationToken cancellationToken)
    {
        if (!RoomRules.IsId(room))
        {
            throw NotFound();
        }

        if (known.TryGetValue((room, user), out Access? remembered))
        {
            return remembered!;
        }

        var access = await store.AccessAsync(room, user, cancellationToken) ?? throw NotFound();
        if (access.Role is not null)
        {
            known.Set((room, user), access, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
        }

        return access;
    }

    private void Changed(string change)
    {
        var space = change.IndexOf(' ', StringComparison.Ordinal);
        var (room, user) = (change[..space], change[(space + 1)..]);
        known.Remove((room, user));
        _ = ExpelAsync(room, user);
    }

    /// <summary>A user who is no longer a member hears no more of a room that is not public.</summary>
    private async Task ExpelAsync(string room, string user)
    {
        if (rooms.Find(room) is not { } local)
        {
            return;
        }

        try
        {
            if (await store.AccessAsync(room, user, CancellationToken.None) is { Role: not null })
            {
                return;
            }
        }
        catch (Npgsql.NpgsqlException)
        {
            // Whether the user may stay cannot be known: out, and in again by JoinRoom.
        }

        local.Expel(user);
    }

    // Whoever may not read a room must not learn that it is there.
    private static RefusedException NotFound() => RefusedException.NotFound(ErrorCodes.RoomNotFound, "There is no such room, or not for this user.");
}
