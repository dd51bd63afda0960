using Chat.Api.Delivery;
using Chat.Api.Limits;
using Chat.Api.Reading;
using Microsoft.Extensions.Caching.Memory;
using ServiceDefaults.Resilience;

namespace Chat.Api.Rooms;

/// <summary>
/// Who may do what where. Answers are remembered, so that neither a send nor a herd that comes back asks PostgreSQL; a change of
/// membership is told to all nodes at once, and found in the audit within seconds where the telling was lost (<see cref="RoomChanges"/>);
/// a member's own leaving is no act that the audit keeps, and is told only.
/// </summary>
internal sealed class Members : IDisposable
{
    /// <summary>At 30 seconds a room that is talked in was read twice a minute by each node: more statements than the messages' own.</summary>
    internal static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    /// <summary>While PostgreSQL is away nobody's membership changes: what was true before it went is still true.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 50_000 });
    private readonly RoomStore store;
    private readonly LocalRooms rooms;
    private readonly RoomsOfUser roomsOfUser;
    private readonly RoomChanges changes;
    private readonly Rosters rosters;
    private readonly ReadMarks marks;
    private readonly DatabaseBreaker database;
    private readonly ChatMetrics metrics;
    private readonly TimeProvider time;
    private long version;

    public Members(
        RoomStore store, LocalRooms rooms, RoomsOfUser roomsOfUser, RoomChanges changes, Rosters rosters, ReadMarks marks, DatabaseBreaker database,
        ChatMetrics metrics, TimeProvider time)
    {
        (this.store, this.rooms, this.roomsOfUser, this.changes) = (store, rooms, roomsOfUser, changes);
        (this.rosters, this.marks, this.database, this.metrics, this.time) = (rosters, marks, database, metrics, time);
        changes.Listen(ChangedAsync);
    }

    /// <summary>Rises with every change that this node hears of.</summary>
    public long Version => Volatile.Read(ref version);

    public void Dispose() => known.Dispose();

    /// <exception cref="RefusedException">
    /// <c>room-not-found</c>, also where the user may not know of the room; <c>banned</c> from a public one.
    /// </exception>
    public async Task<Access> RequireReaderAsync(string room, string user, CancellationToken cancellationToken)
    {
        var access = await AccessAsync(room, user, cancellationToken);
        if (access is { IsBanned: true, Kind: RoomKinds.Public })
        {
            throw RefusedException.Forbidden(ErrorCodes.Banned, "You are banned from this room.");
        }

        return access.MayRead ? access : throw NotFound();
    }

    /// <exception cref="RefusedException"><c>not-a-member</c>, <c>room-not-found</c>.</exception>
    public async Task<Access> RequireAsync(string room, string user, CancellationToken cancellationToken)
    {
        var access = await RequireReaderAsync(room, user, cancellationToken);
        return access.Role is not null ? access : throw RefusedException.Forbidden(ErrorCodes.NotAMember, "Join the room first.");
    }

    /// <summary>For reading what only owners and moderators see; administrators and moderators of the system are as good.</summary>
    /// <exception cref="RefusedException"><c>not-allowed</c>, <c>room-not-found</c>.</exception>
    public async Task RequireModeratorAsync(string room, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.IsAdmin || caller.IsModerator)
        {
            await AccessAsync(room, caller.User, cancellationToken);
            return;
        }

        if (!(await RequireReaderAsync(room, caller.User, cancellationToken)).Moderates)
        {
            throw RefusedException.Forbidden(ErrorCodes.NotAllowed, "Only owners and moderators of the room may see this.");
        }
    }

    /// <summary>For reading what only owners see; administrators are as good.</summary>
    /// <exception cref="RefusedException"><c>not-allowed</c>, <c>room-not-found</c>.</exception>
    public async Task RequireOwnerAsync(string room, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.IsAdmin)
        {
            await AccessAsync(room, caller.User, cancellationToken);
            return;
        }

        if ((await RequireReaderAsync(room, caller.User, cancellationToken)).Role != RoomRoles.Owner)
        {
            throw RefusedException.Forbidden(ErrorCodes.NotAllowed, "Only owners of the room may see this.");
        }
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
        var before = Version;
        if (await store.JoinAsync(room, user, cancellationToken) is not { } isFirst)
        {
            throw RefusedException.Forbidden(ErrorCodes.Banned, "You are banned from this room.");
        }

        if (isFirst)
        {
            await marks.BeginAsync(room, user);
        }

        access = access with { Role = RoomRoles.Member };
        Remember(room, user, access, before);
        return access;
    }

    /// <summary>Tells all nodes, this one included, that the membership of a user has changed.</summary>
    public Task TellAsync(string room, string user) => changes.TellAsync(room, user);

    private async Task<Access> AccessAsync(string room, string user, CancellationToken cancellationToken)
    {
        if (!RoomRules.IsId(room))
        {
            throw NotFound();
        }

        if (known.TryGetValue((room, user), out Known? remembered) && (time.GetElapsedTime(remembered!.At) < Remembered || database.IsAway))
        {
            return remembered.Access;
        }

        try
        {
            return await ReadAsync(room, user, cancellationToken);
        }
        catch (Exception exception) when (remembered is not null && StoreFailures.IsAway(exception))
        {
            return remembered.Access;
        }
    }

    private async Task<Access> ReadAsync(string room, string user, CancellationToken cancellationToken)
    {
        // A herd that comes back to a room: one statement for all of its members.
        var before = Version;
        await rosters.WarmAsync(room, (member, role) => Remember(room, member, role, before)).WaitAsync(cancellationToken);
        if (known.TryGetValue((room, user), out Known? warmed) && time.GetElapsedTime(warmed!.At) < Remembered)
        {
            return warmed.Access;
        }

        metrics.MembersRead();
        var asked = Version;
        var access = await database.AskAsync(token => store.AccessAsync(room, user, token), cancellationToken) ?? throw NotFound();
        Remember(room, user, access, asked);
        return access;
    }

    private void Remember(string room, string user, Access access, long before)
    {
        // What changed meanwhile may not be in the answer: then it is not remembered.
        if (access.Role is not null && Version == before)
        {
            known.Set((room, user), new Known(access, time.GetTimestamp()), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
        }
    }

    private Task ChangedAsync(string room, string user)
    {
        Interlocked.Increment(ref version);
        known.Remove((room, user));
        return user.Length > 0 ? ExpelAsync(room, user) : Task.CompletedTask;
    }

    /// <summary>A user who is no longer a member hears no more of the room.</summary>
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
    public static RefusedException NotFound() => RefusedException.NotFound(ErrorCodes.RoomNotFound, "There is no such room, or not for this user.");

    private sealed record Known(Access Access, long At);
}
