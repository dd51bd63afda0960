using System.Text.Json.Serialization;
using MessagePack;

namespace Chat.Api.Messages;

/// <summary>One entry of a room's log. All kinds take a sequence and are resumed alike.</summary>
[MessagePackObject]
public sealed record LogEntry
{
    [Key("room")]
    public required string Room { get; init; }

    [Key("epoch")]
    public required long Epoch { get; init; }

    [Key("sequence")]
    public required long Sequence { get; init; }

    /// <summary>One of <see cref="EntryKinds"/>.</summary>
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

    /// <summary>How many messages the room had with this entry; unread = the room's ordinal - the reader's.</summary>
    [Key("ordinal")]
    public required long Ordinal { get; init; }

    /// <summary>Of a message or an edit. History gives a message its latest text, and none to a deleted one.</summary>
    [Key("text"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>The id under which its sender sent it.</summary>
    [Key("clientMessageId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? ClientMessageId { get; init; }

    [Key("replyTo"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? ReplyTo { get; init; }

    [Key("attachments"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Attachment>? Attachments { get; init; }

    [Key("mentions"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Mentions { get; init; }

    /// <summary>Of a reaction.</summary>
    [Key("emoji"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Emoji { get; init; }

    /// <summary>Of a reaction: set or taken back.</summary>
    [Key("on"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? On { get; init; }

    /// <summary>Of a message that history gives in its latest form: when it was edited last.</summary>
    [Key("editedAt"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? EditedAt { get; init; }

    /// <summary>Of a message that history gives in its latest form: when it was deleted.</summary>
    [Key("deletedAt"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? DeletedAt { get; init; }

    /// <summary>Of a message in history: its reactions, the most frequent first; null where they are not known.</summary>
    [Key("reactions"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReactionCount>? Reactions { get; init; }

    /// <summary>Of a message in history: how many messages reply to it; null where that is not known.</summary>
    [Key("replies"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Replies { get; init; }
}

/// <summary>How often a message got a reaction.</summary>
/// <param name="Emoji">The reaction.</param>
/// <param name="Count">Users who have set it and not taken it back.</param>
/// <param name="Own">The asking user is one of them.</param>
[MessagePackObject]
public sealed record ReactionCount(
    [property: Key("emoji")] string Emoji, [property: Key("count")] long Count, [property: Key("own")] bool Own);

/// <summary>Values of <see cref="LogEntry.Kind"/>.</summary>
public static class EntryKinds
{
    public const string Message = "message";
    public const string Edited = "edited";
    public const string Deleted = "deleted";
    public const string Reaction = "reaction";
}
