namespace Chat.Client;

/// <summary>What a message says beside its text.</summary>
/// <param name="ReplyTo">Id of the message that is answered.</param>
/// <param name="Attachments">Images that the message shows.</param>
/// <param name="Mentions">Ids of users who are mentioned.</param>
public sealed record SendOptions(
    Guid? ReplyTo = null, IReadOnlyList<ChatAttachment>? Attachments = null, IReadOnlyList<string>? Mentions = null);
