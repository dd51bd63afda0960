namespace Chat.Client;

/// <summary>
/// Keeps what must survive a restart of the program: messages that are not sent yet, and how far each room was read. Calls
/// may come from several threads. What it throws is logged; it never stops the client.
/// </summary>
public interface IChatStore
{
    /// <summary>The messages that were added and not removed, in the order in which they were added.</summary>
    ValueTask<IReadOnlyList<KeptMessage>> ReadOutboxAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a message; called before it is sent for the first time.</summary>
    ValueTask AddToOutboxAsync(KeptMessage message, CancellationToken cancellationToken);

    /// <summary>Forgets a message that has its place, or that was refused.</summary>
    ValueTask RemoveFromOutboxAsync(Guid clientMessageId, CancellationToken cancellationToken);

    /// <summary>How far the room was read, or null.</summary>
    ValueTask<ChatPosition?> ReadPositionAsync(string room, CancellationToken cancellationToken);

    /// <summary>Keeps how far the program has read the room; at most once a second and room.</summary>
    ValueTask WritePositionAsync(string room, ChatPosition position, CancellationToken cancellationToken);
}

/// <summary>A message of the outbox.</summary>
/// <param name="ClientMessageId">A UUIDv7: the service gives one effect to all sends under it.</param>
/// <param name="Room">Id of the room.</param>
/// <param name="Text">What it says.</param>
/// <param name="Options">What it says beside its text.</param>
/// <param name="QueuedAt">When the program sent it.</param>
public sealed record KeptMessage(Guid ClientMessageId, string Room, string Text, SendOptions? Options, DateTimeOffset QueuedAt);
