namespace Chat.Client;

/// <summary>What happens in a room, in its order: either <see cref="EntryAppended"/> or <see cref="RoomReloaded"/>.</summary>
public abstract record RoomEvent
{
    private protected RoomEvent()
    {
    }

    /// <summary>How far the room is read with this event.</summary>
    internal abstract ChatPosition Reaches { get; }
}

/// <summary>The next entry of the room, without a gap after the event before it.</summary>
/// <param name="Entry">A message, or a change of one.</param>
public sealed record EntryAppended(ChatEntry Entry) : RoomEvent
{
    internal override ChatPosition Reaches => new(Entry.Epoch, Entry.Sequence);
}

/// <summary>
/// What is shown of the room is to be replaced: it begins at <see cref="Latest"/>, and the next event follows after
/// <see cref="Position"/>. Older entries are read by <see cref="ChatRoom.GetHistoryAsync"/> before the first of them.
/// </summary>
/// <param name="Reason">Why.</param>
/// <param name="Before">How far the room was read until now; null for nothing.</param>
/// <param name="Position">Where the stream goes on.</param>
/// <param name="Latest">The latest entries, ascending.</param>
/// <param name="More">There are older ones.</param>
public sealed record RoomReloaded(
    ReloadReason Reason, ChatPosition? Before, ChatPosition Position, IReadOnlyList<ChatEntry> Latest, bool More) : RoomEvent
{
    internal override ChatPosition Reaches => Position;
}

/// <summary>Why a room begins anew.</summary>
public enum ReloadReason
{
    /// <summary>The room was joined without a position.</summary>
    Joined,

    /// <summary>The service had to begin the room's order anew: entries that were shown may be gone.</summary>
    NewEpoch,

    /// <summary>The service does not know the position: it stands before it.</summary>
    PositionUnknown,

    /// <summary>More was missed than is read one by one, or a part of it is kept no longer.</summary>
    TooFarBehind,
}
