namespace Chat.Api.Delivery;

/// <summary>First character of what is published to a room's channel.</summary>
internal static class RoomNews
{
    /// <summary>An entry of the log, as append.lua writes it.</summary>
    public const char Entry = 'E';

    /// <summary>A sequence: all entries up to it are committed.</summary>
    public const char Stored = 'S';

    /// <summary>Id of a user who is typing.</summary>
    public const char Typing = 'T';

    /// <summary>JSON: who came and who left.</summary>
    public const char Presence = 'P';

    /// <summary>"sequence user": how far somebody has read.</summary>
    public const char Read = 'R';
}
