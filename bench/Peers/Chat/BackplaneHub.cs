using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Npgsql;

namespace Peers.Chat;

/// <summary>Rooms are groups; a message is a row, then a send to its group, which the backplane takes to the other nodes.</summary>
[Authorize]
internal sealed class BackplaneHub(NpgsqlDataSource database, TimeProvider time) : Hub
{
    public async Task<BackplanePosition> JoinRoom(string room, BackplanePosition? position)
    {
        await Groups.AddToGroupAsync(Context.ConnectionId, room, Context.ConnectionAborted);
        Context.Items[room] = position;
        return new(0, 0);
    }

    public async Task LeaveRoom(string room)
    {
        if (Context.Items.Remove(room))
        {
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, room);
        }
    }

    public async Task<BackplaneReceipt> SendMessage(BackplaneMessage message)
    {
        if (!Context.Items.ContainsKey(message.Room))
        {
            throw new HubException("Join the room first.");
        }

        var entry = await MessageTable.InsertAsync(database, message, Context.User!.Identity!.Name!, time.GetUtcNow().UtcDateTime);
        await Clients.Group(message.Room).SendAsync("Appended", entry);
        return new(0, entry.Sequence, entry.Id, entry.SentAt);
    }
}

internal sealed record BackplanePosition(long Epoch, long Sequence);

internal sealed record BackplaneMessage(string Room, Guid ClientMessageId, string Text);

internal sealed record BackplaneReceipt(long Epoch, long Sequence, Guid Id, DateTime SentAt);

internal sealed record BackplaneEntry(string Room, long Epoch, long Sequence, string Kind, Guid Id, string Sender, DateTime SentAt, string Text, Guid ClientMessageId);
