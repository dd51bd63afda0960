using Chat.Api.Delivery;
using Chat.Api.Limits;
using Chat.Api.Moderation;
using Chat.Api.Presence;
using Chat.Api.Reading;
using Chat.Api.Rooms;
using Chat.Api.Shedding;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Chat.Api.Messages;

/// <summary>What clients call. A refusal is a <see cref="HubException"/> with <c>code: sentence</c>; the connection stays.</summary>
[Authorize]
internal sealed class ChatHub(
    Members members, Connections connections, Joining joining, RoomLog log, History history, Originals originals, ReactionKinds kinds,
    Restrictions restrictions,
    Budgets budgets, JoinGate gate, AddressSlot addresses, PresenceReader presence, Typing typing, ReadMarks marks,
    IOptions<MessageOptions> options, TimeProvider time) : Hub<IChatClient>
{
    private string User => Context.UserIdentifier!;

    /// <summary>Joins a room; a public one makes the caller a member. Answers what was missed since <paramref name="position"/>.</summary>
    /// <exception cref="HubException">
    /// <c>room-not-found</c>, <c>banned</c>, <c>too-many-rooms</c>, <c>too-fast</c>, <c>too-busy</c>, <c>position-invalid</c>, <c>unavailable</c>.
    /// </exception>
    public Task<JoinAnswer> JoinRoom(string room, Position? position)
    {
        budgets.SpendJoin(User);
        return gate.EnterAsync(() => JoinAsync(room, position), Context.ConnectionAborted);
    }

    /// <summary>Hears no more of the room; the membership stays.</summary>
    public Task LeaveRoom(string room)
    {
        var connection = connections.Require(Context.ConnectionId);
        if (room is not null && connection.Rooms.TryGetValue(room, out var local))
        {
            local.Leave(connection);
        }

        return Task.CompletedTask;
    }

    /// <summary>Appends a message; a retry with the same client message id has one effect and the same answer.</summary>
    /// <exception cref="HubException">
    /// <c>not-a-member</c>, <c>muted</c>, <c>room-archived</c>, <c>text-empty</c>, <c>text-too-long</c>, <c>text-invalid</c>,
    /// <c>id-invalid</c>, <c>id-too-old</c>, <c>reply-not-found</c>, <c>too-fast</c>, <c>too-busy</c>, <c>slow-mode</c>, <c>backlog-full</c>, <c>not-stored</c>, <c>unavailable</c>.
    /// </exception>
    public async Task<SendReceipt> SendMessage(SendRequest message)
    {
        if (message is null)
        {
            throw RefusedException.BadRequest(ErrorCodes.TextEmpty, "There is no message.");
        }

        await RequireVoiceAsync(message.Room);
        var draft = MessageDraft.Message(User, message, time.GetUtcNow(), options.Value.DeduplicationWindow);
        Spend(message.Room);
        await originals.RequireAsync(draft, Context.ConnectionAborted);
        await restrictions.TakeTurnAsync(draft.Room, User, draft.Body.ClientMessageId!.Value);

        // No token: a client that vanishes mid-append retries with the same id and must find its message.
        return await log.AppendAsync(draft);
    }

    /// <summary>Replaces the text of one's own message.</summary>
    /// <exception cref="HubException"><c>message-not-found</c>, <c>not-allowed</c>, and those of <see cref="SendMessage"/>.</exception>
    public async Task<Position> EditMessage(string room, string id, string text)
    {
        await RequireVoiceAsync(room);
        var draft = MessageDraft.Edit(User, room, MessageDraft.MessageId(id), MessageText.Check(text), time.GetUtcNow());
        Spend(room);
        if (await originals.RequireSenderAsync(room, draft.Body.Id, Context.ConnectionAborted) != User)
        {
            throw RefusedException.Forbidden(ErrorCodes.NotAllowed, "Only its sender edits a message.");
        }

        return await ChangeAsync(draft);
    }

    /// <summary>Deletes one's own message, or anybody's where the caller moderates the room.</summary>
    /// <exception cref="HubException"><c>message-not-found</c>, <c>not-allowed</c>, and those of <see cref="SendMessage"/>.</exception>
    public async Task<Position> DeleteMessage(string room, string id)
    {
        SpendUnlessJoined(room);
        var access = await members.RequireAsync(room, User, Context.ConnectionAborted);
        var draft = MessageDraft.Deletion(User, room, MessageDraft.MessageId(id), time.GetUtcNow());
        Spend(room);
        var own = await originals.RequireSenderAsync(room, draft.Body.Id, Context.ConnectionAborted) == User;
        if (!own && !access.Moderates && Caller.Of(Context.User!) is { IsAdmin: false, IsModerator: false })
        {
            throw RefusedException.Forbidden(ErrorCodes.NotAllowed, "Only its sender or a moderator deletes a message.");
        }

        return await ChangeAsync(draft);
    }

    /// <summary>Sets or takes back a reaction.</summary>
    /// <exception cref="HubException"><c>emoji-invalid</c>, <c>message-not-found</c>, <c>too-many-reactions</c>, and those of <see cref="SendMessage"/>.</exception>
    public async Task<Position> React(string room, string id, string emoji, bool on)
    {
        await RequireVoiceAsync(room);
        var draft = MessageDraft.Reaction(User, room, MessageDraft.MessageId(id), MessageText.CheckEmoji(emoji), on, time.GetUtcNow());
        Spend(room);
        await originals.RequireSenderAsync(room, draft.Body.Id, Context.ConnectionAborted);
        if (on)
        {
            await kinds.RequirePlaceAsync(room, draft.Body.Id, emoji, Context.ConnectionAborted);
        }

        return await ChangeAsync(draft);
    }

    /// <summary>A page of the log: the latest, or those before or after a sequence; at most 300, by default 50.</summary>
    /// <exception cref="HubException"><c>room-not-found</c>, <c>range-invalid</c>, <c>unavailable</c>.</exception>
    public async Task<HistoryPage> GetMessages(string room, long? before, long? after, int? limit)
    {
        budgets.SpendCall(User);
        await members.RequireReaderAsync(room, User, Context.ConnectionAborted);
        return await history.PageAsync(room, User, before, after, limit, Context.ConnectionAborted);
    }

    /// <summary>Tells the others in the room that the caller is typing. It is dropped where it comes too often or cannot be told at once.</summary>
    public async Task Typing(string room)
    {
        await RequireVoiceAsync(room);
        await typing.TellAsync(room, User);
    }

    /// <summary>Who is in the room; in a large one only how many.</summary>
    /// <exception cref="HubException"><c>not-a-member</c>, <c>room-not-found</c>, <c>too-fast</c>, <c>unavailable</c>.</exception>
    public async Task<PresenceAnswer> GetPresence(string room)
    {
        budgets.SpendCall(User);
        await RequireMemberAsync(room);
        return await presence.ReadAsync(room);
    }

    /// <summary>The caller has read everything up to the sequence. A mark never moves back.</summary>
    /// <exception cref="HubException">
    /// <c>not-a-member</c>, <c>room-not-found</c>, <c>position-invalid</c>, <c>too-fast</c>, <c>unavailable</c>.
    /// </exception>
    public async Task MarkRead(string room, long sequence)
    {
        budgets.SpendCall(User);
        await RequireMemberAsync(room);
        await marks.MarkAsync(room, User, sequence, Context.ConnectionAborted);
    }

    /// <summary>How far each member has read; nobody's in a large room.</summary>
    /// <exception cref="HubException"><c>not-a-member</c>, <c>room-not-found</c>, <c>too-fast</c>, <c>unavailable</c>.</exception>
    public async Task<IReadOnlyList<Reader>> GetReadMarks(string room)
    {
        budgets.SpendCall(User);
        await RequireMemberAsync(room);
        return await marks.OfRoomAsync(room, Context.ConnectionAborted);
    }

    private async Task<JoinAnswer> JoinAsync(string room, Position? position)
    {
        var before = members.Version;
        await members.JoinAsync(room, User, Context.ConnectionAborted);
        await restrictions.PrepareAsync(room);
        var answer = await joining.JoinAsync(connections.Require(Context.ConnectionId), room, position, Context.ConnectionAborted);
        await RequireStillMemberAsync(room, before);
        return answer;
    }

    private async Task<Position> ChangeAsync(MessageDraft draft)
    {
        var receipt = await log.AppendAsync(draft);
        return new(receipt.Epoch, receipt.Sequence);
    }

    /// <summary>Before the message is looked for, which costs more than to append.</summary>
    private void Spend(string room) => budgets.SpendSend(User, room, addresses.Of(Context.GetHttpContext()));

    /// <summary>Whoever was removed while joining was not yet there to be taken out.</summary>
    private async ValueTask RequireStillMemberAsync(string room, long before)
    {
        if (members.Version == before)
        {
            return;
        }

        try
        {
            await members.RequireAsync(room, User, Context.ConnectionAborted);
        }
        catch
        {
            await LeaveRoom(room);
            throw;
        }
    }

    private bool HasJoined(string? room) => room is not null && connections.Require(Context.ConnectionId).Rooms.ContainsKey(room);

    /// <summary>That somebody is no member is not remembered: PostgreSQL is asked each time.</summary>
    private void SpendUnlessJoined(string? room)
    {
        if (!HasJoined(room))
        {
            budgets.SpendCall(User);
        }
    }

    /// <summary>A member who is not muted, in a room that is not archived.</summary>
    private async ValueTask RequireVoiceAsync(string? room)
    {
        SpendUnlessJoined(room);
        await RequireMemberAsync(room);
        await restrictions.RequireVoiceAsync(room!, User);
    }

    /// <summary>Whoever has joined the room on this connection is a member, also while PostgreSQL is away.</summary>
    private async ValueTask RequireMemberAsync(string? room)
    {
        if (!HasJoined(room))
        {
            await members.RequireAsync(room!, User, Context.ConnectionAborted);
        }
    }
}
