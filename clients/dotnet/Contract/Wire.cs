using MessagePack;

namespace Chat.Client.Contract;

/// <summary>What <c>SendMessage</c> takes.</summary>
[MessagePackObject]
internal sealed record SendRequest(
    [property: Key("room")] string Room,
    [property: Key("clientMessageId")] string ClientMessageId,
    [property: Key("text")] string Text,
    [property: Key("replyTo")] string? ReplyTo,
    [property: Key("attachments")] IReadOnlyList<ChatAttachment>? Attachments,
    [property: Key("mentions")] IReadOnlyList<string>? Mentions);

/// <summary>What <c>JoinRoom</c> answers: what was missed, and after which sequence live delivery goes on.</summary>
[MessagePackObject]
internal sealed record JoinAnswer(
    [property: Key("epoch")] long Epoch,
    [property: Key("sequence")] long Sequence,
    [property: Key("entries")] IReadOnlyList<ChatEntry> Entries,
    [property: Key("more")] bool More);
