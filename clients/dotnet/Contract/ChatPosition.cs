using MessagePack;

namespace Chat.Client;

/// <summary>How far a room's log has been seen.</summary>
/// <param name="Epoch">Rises when the room's order had to be begun anew.</param>
/// <param name="Sequence">Number of the last entry that was seen, 0 for none; without gaps within an epoch.</param>
[MessagePackObject]
public sealed record ChatPosition([property: Key("epoch")] long Epoch, [property: Key("sequence")] long Sequence);
