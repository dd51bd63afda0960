using MessagePack;

namespace Chat.Client;

/// <summary>Who came to a room and who left it.</summary>
/// <param name="Online">How many users are in the room now.</param>
/// <param name="Joined">Who came; with <paramref name="Complete"/>: all that are there. Empty in a large room, where only the count is told.</param>
/// <param name="Left">Who left.</param>
/// <param name="Complete"><paramref name="Joined"/> replaces whatever list the program has.</param>
/// <param name="Version">Rises with every change: what has a lower one is older.</param>
[MessagePackObject]
public sealed record PresenceChange(
    [property: Key("online")] int Online,
    [property: Key("joined")] IReadOnlyList<string> Joined,
    [property: Key("left")] IReadOnlyList<string> Left,
    [property: Key("complete")] bool Complete,
    [property: Key("version")] long Version);
