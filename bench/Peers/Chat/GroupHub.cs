using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Peers.Chat;

/// <summary>Rooms are groups, by the methods of this system, so that the same clients load both.</summary>
[Authorize]
internal abstract class GroupHub : Hub
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

        var entry = await KeepAsync(message, Context.User!.Identity!.Name!);
        await Clients.Group(message.Room).SendAsync("Appended", entry);
        return new(0, entry.Sequence, entry.Id, entry.SentAt);
    }

    /// <summary>Gives a message its place, and keeps it where the peer keeps messages.</summary>
    protected abstract Task<BackplaneEntry> KeepAsync(BackplaneMessage message, string sender);
}

internal sealed record BackplanePosition(long Epoch, long Sequence);

internal sealed record BackplaneMessage(string Room, Guid ClientMessageId, string Text);

internal sealed record BackplaneReceipt(long Epoch, long Sequence, Guid Id, DateTime SentAt);

internal sealed record BackplaneEntry(string Room, long Epoch, long Sequence, string Kind, Guid Id, string Sender, DateTime SentAt, string Text, Guid ClientMessageId);
