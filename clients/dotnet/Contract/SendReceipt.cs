using MessagePack;

namespace Chat.Client;

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
