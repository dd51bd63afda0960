using Chat.Api.Messages;
using Microsoft.Extensions.Options;

namespace Chat.Api.Delivery;

/// <summary>Brings a connection into a room at a known position, with what it has missed.</summary>
internal sealed class Joining(LocalRooms rooms, RoomHeads heads, LogReader reader, IOptions<DeliveryOptions> options, TimeProvider time)
{
    /// <summary>Entries that a client without a position is shown.</summary>
    private const int Latest = 50;
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public async Task<JoinAnswer> JoinAsync(ChatConnection connection, string name, Position? position, CancellationToken cancellationToken)
    {
        if (position is { Epoch: < 0 } or { Sequence: < 0 })
        {
            throw RefusedException.BadRequest(ErrorCodes.PositionInvalid, "Epoch and sequence are 0 or more.");
        }

        var isNew = !connection.Rooms.ContainsKey(name);
        if (isNew && connection.Rooms.Count >= options.Value.RoomsPerConnection)
        {
            throw RefusedException.Conflict(ErrorCodes.TooManyRooms, $"A connection joins at most {options.Value.RoomsPerConnection} rooms.");
        }

        var room = await rooms.HoldAsync(name, cancellationToken);
        try
        {
            var known = await IsKnownAsync(room, position, cancellationToken);
            // From here on every later entry is delivered: what is read below ends where that begins.
            var live = room.Join(connection, resumes: position is not null);
            connection.Rooms[name] = room;
            RequireConnected(connection, room);
            try
            {
                return await AnswerAsync(room.Name, live, known ? position : null, cancellationToken);
            }
            catch when (isNew)
            {
                room.Leave(connection);
                throw;
            }
        }
        finally
        {
            room.Release();
        }
    }

    /// <summary>
    /// A call goes on when its client has gone, and <see cref="Connections.Remove"/> leaves the rooms that it finds. It ends the connection
    /// before it looks: one that is not ended by now has its room found there.
    /// </summary>
    private static void RequireConnected(ChatConnection connection, LocalRoom room)
    {
        if (connection.IsEnded)
        {
            room.Leave(connection);
            throw Connections.Ended();
        }
    }

    /// <summary>A position that a faster node gave is waited for; one that nobody gave, or of another epoch, is no position.</summary>
    private async Task<bool> IsKnownAsync(LocalRoom room, Position? position, CancellationToken cancellationToken)
    {
        if (position is null || position.Epoch < room.Delivered!.Epoch)
        {
            return false;
        }

        if (position.Epoch > room.Delivered.Epoch || position.Sequence > room.Delivered.Sequence)
        {
            room.Resync(await heads.ReadAsync(room.Name, room.Delivered, cancellationToken));
        }

        var started = time.GetTimestamp();
        while (room.Gap(1) is not null && position.Sequence > room.Delivered.Sequence && time.GetElapsedTime(started) < CatchUp)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }

        return position.Epoch == room.Delivered.Epoch && position.Sequence <= room.Delivered.Sequence;
    }

    private async Task<JoinAnswer> AnswerAsync(string room, Position live, Position? position, CancellationToken cancellationToken)
    {
        if (position is null || position.Epoch != live.Epoch)
        {
            var latest = await reader.ReadAsync(
                new(room, 0, live.Sequence + 1, Latest + 1, Newest: true, live.Epoch, IsShared: true), cancellationToken);
            var page = History.Page(latest, Latest, newest: true);
            return new(live.Epoch, live.Sequence, LatestForm.Of(page.Entries, latest), page.More);
        }

        if (position.Sequence == live.Sequence)
        {
            return new(live.Epoch, live.Sequence, [], More: false);
        }

        var missed = await reader.ReadAsync(
            new(room, position.Sequence, live.Sequence + 1, History.LimitMax, Newest: false, live.Epoch, IsShared: true), cancellationToken);
        return new(live.Epoch, live.Sequence, LatestForm.Of(missed, missed), missed.Count > 0 && missed[^1].Sequence < live.Sequence);
    }
}
