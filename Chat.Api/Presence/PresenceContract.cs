using MessagePack;

namespace Chat.Api.Presence;

/// <summary>Who is in a room, or at least how many.</summary>
/// <param name="Online">Users that have joined the room on at least one living connection.</param>
/// <param name="Users">Their ids; null where they are more than <c>Chat:PresenceNamesMax</c>.</param>
/// <param name="Version">Rises with every change: an answer older than a change that has come already is asked for again.</param>
[MessagePackObject]
public sealed record PresenceAnswer(
    [property: Key("online")] int Online,
    [property: Key("users")] IReadOnlyList<string>? Users,
    [property: Key("version")] long Version);

/// <summary>What has changed in a room since the last such news.</summary>
/// <param name="Online">Users in the room now.</param>
/// <param name="Joined">Who came; with <paramref name="Complete"/>: all that are there. Empty in a large room, where only the count is told.</param>
/// <param name="Left">Who left.</param>
/// <param name="Complete"><paramref name="Joined"/> replaces whatever list the client has.</param>
/// <param name="Version">As in <see cref="PresenceAnswer"/>.</param>
[MessagePackObject]
public sealed record PresenceChange(
    [property: Key("online")] int Online,
    [property: Key("joined")] IReadOnlyList<string> Joined,
    [property: Key("left")] IReadOnlyList<string> Left,
    [property: Key("complete")] bool Complete,
    [property: Key("version")] long Version);
