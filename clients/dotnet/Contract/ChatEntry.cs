using MessagePack;

namespace Chat.Client;

/// <summary>One entry of a room's log: a message, or a change of one.</summary>
[MessagePackObject]
public sealed record ChatEntry
{
    /// <summary>Id of the room.</summary>
    [Key("room")]
    public required string Room { get; init; }

    /// <summary>Epoch of <see cref="Sequence"/>.</summary>
    [Key("epoch")]
    public required long Epoch { get; init; }

    /// <summary>Place in the room's order; the next entry of the epoch has the next number.</summary>
    [Key("sequence")]
    public required long Sequence { get; init; }

    /// <summary>One of <see cref="ChatEntryKinds"/>; a newer service may know more.</summary>
    [Key("kind")]
    public required string Kind { get; init; }

    /// <summary>The message: this one, or the one that is edited, deleted or reacted to.</summary>
    [Key("id")]
    public required Guid Id { get; init; }

    /// <summary>Id of the user who caused the entry.</summary>
    [Key("sender")]
    public required string Sender { get; init; }

    /// <summary>UTC.</summary>
    [Key("sentAt")]
    public required DateTime SentAt { get; init; }

    /// <summary>How many messages the room had with this entry.</summary>
    [Key("ordinal")]
    public required long Ordinal { get; init; }

    /// <summary>Of a message or an edit. History gives a message its latest text, and none to a deleted one.</summary>
    [Key("text")]
    public string? Text { get; init; }

    /// <summary>The id under which its sender sent it: tells one's own messages from an optimistic display.</summary>
    [Key("clientMessageId")]
    public Guid? ClientMessageId { get; init; }

    /// <summary>Id of the message that is answered.</summary>
    [Key("replyTo")]
    public Guid? ReplyTo { get; init; }

    /// <summary>Images that the message shows.</summary>
    [Key("attachments")]
    public IReadOnlyList<ChatAttachment>? Attachments { get; init; }

    /// <summary>Ids of users who are mentioned.</summary>
    [Key("mentions")]
    public IReadOnlyList<string>? Mentions { get; init; }

    /// <summary>Of a reaction.</summary>
    [Key("emoji")]
    public string? Emoji { get; init; }

    /// <summary>Of a reaction: set or taken back.</summary>
    [Key("on")]
    public bool? On { get; init; }

    /// <summary>Of a message that history gives in its latest form: when it was edited last.</summary>
    [Key("editedAt")]
    public DateTime? EditedAt { get; init; }

    /// <summary>Of a message that history gives in its latest form: when it was deleted.</summary>
    [Key("deletedAt")]
    public DateTime? DeletedAt { get; init; }

    /// <summary>Of a message in history: its reactions, the most frequent first; null where the service does not know them at the moment.</summary>
    [Key("reactions")]
    public IReadOnlyList<ChatReactionCount>? Reactions { get; init; }

    /// <summary>Of a message in history: how many messages answer it; null where the service does not know that at the moment.</summary>
    [Key("replies")]
    public long? Replies { get; init; }
}

/// <summary>How often a message got a reaction.</summary>
/// <param name="Emoji">The reaction.</param>
/// <param name="Count">Users who have set it and not taken it back.</param>
/// <param name="Own">The user of this client is one of them.</param>
[MessagePackObject]
public sealed record ChatReactionCount(
    [property: Key("emoji")] string Emoji, [property: Key("count")] long Count, [property: Key("own")] bool Own);

/// <summary>Values of <see cref="ChatEntry.Kind"/>.</summary>
public static class ChatEntryKinds
{
    /// <summary>A new message.</summary>
    public const string Message = "message";

    /// <summary>The text of a message was replaced.</summary>
    public const string Edited = "edited";

    /// <summary>A message was deleted.</summary>
    public const string Deleted = "deleted";

    /// <summary>A reaction was set or taken back.</summary>
    public const string Reaction = "reaction";
}
