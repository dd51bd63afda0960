using MessagePack;

namespace Chat.Client;

/// <summary>Who came to a room and who left it.</summary>
/// <param name="Online">How many users are online.</param>
/// <param name="Joined">Ids of users who came; empty in large rooms, where only the count is told.</param>
/// <param name="Left">Ids of users who left.</param>
[MessagePackObject]
public sealed record PresenceChange(
    [property: Key("online")] long Online,
    [property: Key("joined")] IReadOnlyList<string>? Joined,
    [property: Key("left")] IReadOnlyList<string>? Left);
