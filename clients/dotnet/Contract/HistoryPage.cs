using MessagePack;

namespace Chat.Client;

/// <summary>A page of a room's log.</summary>
/// <param name="Entries">Ascending, without holes.</param>
/// <param name="More">There is more in the direction that was asked for.</param>
[MessagePackObject]
public sealed record HistoryPage(
    [property: Key("entries")] IReadOnlyList<ChatEntry> Entries,
    [property: Key("more")] bool More);
