namespace Chat.Client.Connections;

/// <summary>Hears what the service says. Calls come from the connection's own loop and must not wait.</summary>
internal interface ILinkListener
{
    void Appended(ChatEntry entry);

    void Stored(string room, long sequence);

    void TypingStarted(string room, string user);

    void PresenceChanged(string room, PresenceChange change);

    /// <summary>The user is no longer a member of the room.</summary>
    void Removed(string room);

    void ReadReceipt(string room, string user, long sequence);
}
