using MessagePack;

namespace Chat.Client;

/// <summary>How far a user has read a room.</summary>
/// <param name="User">Id of the user.</param>
/// <param name="Sequence">The last entry that was read.</param>
[MessagePackObject]
public sealed record RoomReader([property: Key("user")] string User, [property: Key("sequence")] long Sequence);
