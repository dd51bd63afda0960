using Chat.Api.Presence;

namespace Chat.Api.Messages;

/// <summary>What the server says to a client of <c>/hubs/chat</c>. Methods are messages: none has an answer.</summary>
public interface IChatClient
{
    /// <summary>
    /// The next entry of a joined room, in order and without gaps. It may come before the answer of the
    /// <c>JoinRoom</c> that it follows: clients apply entries by their sequence.
    /// </summary>
    Task Appended(LogEntry entry);

    /// <summary>
    /// All entries of the room up to <paramref name="sequence"/> are committed. Told to the connections whose user sent
    /// what is covered, to those that resume, and after a retry: to whoever waits for it.
    /// </summary>
    Task Stored(string room, long sequence);

    /// <summary>Somebody else is typing; dropped for a client that has anything waiting, never queued behind messages.</summary>
    Task TypingStarted(string room, string user);

    /// <summary>Who came into a joined room and who left it: gathered over a moment, the list anew where something was passed over.</summary>
    Task PresenceChanged(string room, PresenceChange change);

    /// <summary>Somebody has read a joined room up to the sequence; not told in large rooms, and dropped for a busy client.</summary>
    Task ReadReceipt(string room, string user, long sequence);

    /// <summary>The node is about to stop: leave it within <paramref name="delayMs"/> and come back with the positions.</summary>
    Task Reconnect(int delayMs);

    /// <summary>The connection is about to be closed; the code says why.</summary>
    Task Cut(string code);
}
