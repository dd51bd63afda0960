namespace Chat.Client.Tests.Fakes;

internal static class Samples
{
    public const string Room = "lobby";

    public static ChatEntry Entry(long sequence, long epoch = 1, Guid? clientMessageId = null) => new()
    {
        Room = Room,
        Epoch = epoch,
        Sequence = sequence,
        Ordinal = sequence,
        Kind = ChatEntryKinds.Message,
        Id = Guid.CreateVersion7(),
        Sender = "ann",
        SentAt = TimeProvider.System.GetUtcNow().UtcDateTime,
        Text = $"message {sequence}",
        ClientMessageId = clientMessageId,
    };

    public static IReadOnlyList<ChatEntry> Entries(long first, long last, long epoch = 1) =>
        [.. Enumerable.Range((int)first, (int)Math.Max(0, last - first + 1)).Select(sequence => Entry(sequence, epoch))];

    /// <summary>Options of a client that loses no time.</summary>
    public static ChatClientOptions Options() => new()
    {
        Url = new("http://127.0.0.1/hubs/chat"),
        RetryDelayMin = TimeSpan.FromMilliseconds(1),
        RetryDelayMax = TimeSpan.FromMilliseconds(5),
    };
}
