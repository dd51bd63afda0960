using MessagePack;

namespace Chat.Api.Messages;

/// <summary>How far a client has seen a room's log.</summary>
/// <param name="Epoch">Rises when the sequence had to be begun anew; a client with another epoch reads history again.</param>
/// <param name="Sequence">Number of the last entry that was seen, 0 for none; gap-free within an epoch.</param>
[MessagePackObject]
public sealed record Position([property: Key("epoch")] long Epoch, [property: Key("sequence")] long Sequence);

/// <summary>An image of the imaging service that a message shows.</summary>
/// <param name="Id">Id of the image there.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Blurhash">Placeholder until the image is loaded.</param>
[MessagePackObject]
public sealed record Attachment(
    [property: Key("id")] string Id,
    [property: Key("width")] int Width,
    [property: Key("height")] int Height,
    [property: Key("blurhash")] string? Blurhash);

/// <summary>What <c>SendMessage</c> takes.</summary>
/// <param name="Room">A joined room.</param>
/// <param name="ClientMessageId">A UUIDv7 of the client's; a retry with the same id has one effect.</param>
/// <param name="Text">1 to 4,096 bytes of UTF-8.</param>
/// <param name="ReplyTo">Id of the message that is answered.</param>
/// <param name="Attachments">At most 10; all ids and blurhashes at most 5,120 bytes of JSON.</param>
/// <param name="Mentions">Ids of users, at most 50 and 12,800 bytes of JSON.</param>
[MessagePackObject]
public sealed record SendRequest(
    [property: Key("room")] string Room,
    [property: Key("clientMessageId")] string ClientMessageId,
    [property: Key("text")] string Text,
    [property: Key("replyTo")] string? ReplyTo,
    [property: Key("attachments")] IReadOnlyList<Attachment>? Attachments,
    [property: Key("mentions")] IReadOnlyList<string>? Mentions);

/// <summary>The message has its place in the room's order.</summary>
/// <param name="Epoch">Epoch of the sequence.</param>
/// <param name="Sequence">Place in the room's order.</param>
/// <param name="Id">Id of the message, for edits, reactions and replies.</param>
/// <param name="SentAt">UTC.</param>
[MessagePackObject]
public sealed record SendReceipt(
    [property: Key("epoch")] long Epoch,
    [property: Key("sequence")] long Sequence,
    [property: Key("id")] Guid Id,
    [property: Key("sentAt")] DateTime SentAt);

/// <summary>What was missed, and where live delivery goes on.</summary>
/// <param name="Epoch">The room's epoch.</param>
/// <param name="Sequence">Every entry after this one comes by <c>Appended</c>.</param>
/// <param name="Entries">
/// Ascending. With a position: what came after it; without: the latest. Where they belong to the position's epoch and begin
/// later than right after it, the entries between were deleted by the room's retention.
/// </param>
/// <param name="More">
/// With a position: the rest up to <paramref name="Sequence"/> is read by <c>GetMessages</c> after the last entry.
/// Without: there are older ones.
/// </param>
[MessagePackObject]
public sealed record JoinAnswer(
    [property: Key("epoch")] long Epoch,
    [property: Key("sequence")] long Sequence,
    [property: Key("entries")] IReadOnlyList<LogEntry> Entries,
    [property: Key("more")] bool More);

/// <summary>A page of a room's log.</summary>
/// <param name="Entries">Ascending, without holes.</param>
/// <param name="More">There is more in the direction that was asked for.</param>
[MessagePackObject]
public sealed record HistoryPage(
    [property: Key("entries")] IReadOnlyList<LogEntry> Entries,
    [property: Key("more")] bool More);
