using System.Collections.Concurrent;

namespace Chat.Client;

/// <summary>Keeps positions and outbox as long as the object lives.</summary>
public sealed class InMemoryChatStore : IChatStore
{
    private readonly ConcurrentDictionary<string, ChatPosition> positions = new();
    private readonly Lock exclusive = new();
    private readonly List<KeptMessage> outbox = [];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<KeptMessage>> ReadOutboxAsync(CancellationToken cancellationToken)
    {
        lock (exclusive)
        {
            return new([.. outbox]);
        }
    }

    /// <inheritdoc/>
    public ValueTask AddToOutboxAsync(KeptMessage message, CancellationToken cancellationToken)
    {
        lock (exclusive)
        {
            outbox.Add(message);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask RemoveFromOutboxAsync(Guid clientMessageId, CancellationToken cancellationToken)
    {
        lock (exclusive)
        {
            outbox.RemoveAll(message => message.ClientMessageId == clientMessageId);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<ChatPosition?> ReadPositionAsync(string room, CancellationToken cancellationToken) =>
        new(positions.GetValueOrDefault(room));

    /// <inheritdoc/>
    public ValueTask WritePositionAsync(string room, ChatPosition position, CancellationToken cancellationToken)
    {
        positions[room] = position;
        return default;
    }
}
