namespace Chat.Api.Messages;

/// <summary>A checked entry that waits for its place in the room's log.</summary>
/// <param name="Room">Id of the room.</param>
/// <param name="Body">What it says.</param>
internal sealed record MessageDraft(string Room, EntryBody Body)
{
    private const int AttachmentsMax = 10;
    private const int MentionsMax = 50;
    private const int NameLengthMax = 256;
    private const int SideMax = 100_000;

    /// <summary>
    /// As many bytes in the entry as the most and longest names take in ASCII. An entry must stay well below what a client may have
    /// waiting (<see cref="Delivery.DeliveryOptions.QueueBytes"/>), else a few of them would cut off whoever reads them in time.
    /// </summary>
    private const int MentionBytesMax = MentionsMax * NameLengthMax;
    private const int AttachmentBytesMax = AttachmentsMax * 2 * NameLengthMax;

    public static MessageDraft Message(string sender, SendRequest request, DateTimeOffset now, TimeSpan window) => new(request.Room, new()
    {
        Kind = EntryKinds.Message,
        Id = MessageIds.Create(now),
        Sender = sender,
        SentAt = Whole(now),
        ClientMessageId = ClientMessageId.Parse(request.ClientMessageId, now, window),
        Text = MessageText.Check(request.Text),
        ReplyTo = request.ReplyTo is null ? null : MessageId(request.ReplyTo),
        Attachments = Check(request.Attachments),
        Mentions = Check(request.Mentions),
    });

    public static MessageDraft Edit(string sender, string room, Guid id, string text, DateTimeOffset now) => new(room, new()
    {
        Kind = EntryKinds.Edited,
        Id = id,
        Sender = sender,
        SentAt = Whole(now),
        Text = text,
    });

    public static MessageDraft Deletion(string sender, string room, Guid id, DateTimeOffset now) => new(room, new()
    {
        Kind = EntryKinds.Deleted,
        Id = id,
        Sender = sender,
        SentAt = Whole(now),
    });

    public static MessageDraft Reaction(string sender, string room, Guid id, string emoji, bool on, DateTimeOffset now) => new(room, new()
    {
        Kind = EntryKinds.Reaction,
        Id = id,
        Sender = sender,
        SentAt = Whole(now),
        Emoji = emoji,
        On = on,
    });

    public static Guid MessageId(string? text) => Guid.TryParse(text, out var id)
        ? id
        : throw RefusedException.BadRequest(ErrorCodes.IdInvalid, "The id of a message is a UUID.");

    /// <summary>Whole milliseconds: what Redis, PostgreSQL and both protocols give back unchanged.</summary>
    private static DateTime Whole(DateTimeOffset now) =>
        DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()).UtcDateTime;

    private static IReadOnlyList<Attachment>? Check(IReadOnlyList<Attachment>? attachments)
    {
        if (attachments is null or { Count: 0 })
        {
            return null;
        }

        return attachments.Count <= AttachmentsMax && attachments.All(IsSound)
            && attachments.Sum(attachment => LogCodec.Bytes(attachment.Id) + LogCodec.Bytes(attachment.Blurhash ?? "")) <= AttachmentBytesMax
            ? attachments
            : throw RefusedException.BadRequest(
                ErrorCodes.AttachmentsInvalid,
                $"At most {AttachmentsMax} attachments, each with id, width and height of an image; all ids and blurhashes at most {AttachmentBytesMax} bytes of JSON.");
    }

    private static bool IsSound(Attachment? attachment) =>
        attachment is { Width: > 0 and <= SideMax, Height: > 0 and <= SideMax }
        && IsName(attachment.Id) && (attachment.Blurhash is null || IsName(attachment.Blurhash));

    private static IReadOnlyList<string>? Check(IReadOnlyList<string>? mentions)
    {
        if (mentions is null or { Count: 0 })
        {
            return null;
        }

        return mentions.Count <= MentionsMax && mentions.All(IsName) && mentions.Sum(LogCodec.Bytes) <= MentionBytesMax
            ? mentions
            : throw RefusedException.BadRequest(
                ErrorCodes.MentionsInvalid, $"At most {MentionsMax} mentions, each the id of a user, all of them at most {MentionBytesMax} bytes of JSON.");
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= NameLengthMax } && !name.Any(character => char.IsControl(character) || char.IsSurrogate(character));
}
