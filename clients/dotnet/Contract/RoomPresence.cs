using MessagePack;

namespace Chat.Client;

/// <summary>Who is in a room, or at least how many.</summary>
/// <param name="Online">Users that are in the room.</param>
/// <param name="Users">Their ids; null in a large room, where only the count is told.</param>
/// <param name="Version">As in <see cref="PresenceChange"/>: a change that has come already may be newer.</param>
[MessagePackObject]
public sealed record RoomPresence(
    [property: Key("online")] int Online,
    [property: Key("users")] IReadOnlyList<string>? Users,
    [property: Key("version")] long Version);
