namespace Chat.Client;

/// <summary>A message on its way: sent until it has its place, under an id that gives it one effect.</summary>
public sealed class OutgoingMessage
{
    private readonly TaskCompletionSource<SendReceipt> sequenced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KeptMessage kept;

    internal OutgoingMessage(KeptMessage kept) => this.kept = kept;

    /// <summary>
    /// The id that the message's entry carries. Where the service was away for so long that it forgot the id, history is
    /// asked, and only a message that is not there goes out under a new one.
    /// </summary>
    public Guid ClientMessageId => Kept.ClientMessageId;

    /// <summary>Id of the room.</summary>
    public string Room => Kept.Room;

    /// <summary>What it says.</summary>
    public string Text => Kept.Text;

    /// <summary>What it says beside its text.</summary>
    public SendOptions? Options => Kept.Options;

    /// <summary>Ends when the message has its place in the room's order.</summary>
    /// <exception cref="ChatException">It was refused; <c>gave-up</c>; <c>client-stopped</c>: it may still be in the outbox that is kept.</exception>
    public Task<SendReceipt> Sequenced => sequenced.Task;

    /// <summary>Ends when the message is committed in the service's database.</summary>
    /// <exception cref="ChatException">As <see cref="Sequenced"/>; <c>message-lost</c>; <c>stored-unknown</c>.</exception>
    public Task Stored => stored.Task;

    internal KeptMessage Kept => Volatile.Read(ref kept);

    /// <summary>Ends when the store keeps the message.</summary>
    internal Task Keeping { get; set; } = Task.CompletedTask;

    internal bool IsDone => sequenced.Task.IsCompleted;

    internal void GoesUnder(Guid clientMessageId) => Volatile.Write(ref kept, Kept with { ClientMessageId = clientMessageId });

    internal bool HasPlace(SendReceipt receipt) => sequenced.TrySetResult(receipt);

    internal void IsStored() => stored.TrySetResult();

    internal void StoredFails(ChatException why)
    {
        stored.TrySetException(why);
        // Not every program asks for both acknowledgements.
        _ = stored.Task.Exception;
    }

    internal bool Fails(ChatException why)
    {
        var first = sequenced.TrySetException(why);
        _ = sequenced.Task.Exception;
        StoredFails(why);
        return first;
    }
}
