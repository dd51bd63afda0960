namespace Bench.Chat.Proof;

/// <summary>A broken promise.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Room">Where.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="At">When, where one moment can be named.</param>
internal sealed record Violation(ViolationKind Kind, string Room, string Detail, TimeSpan? At = null);

/// <summary>The promises, each by how it is broken. All counts must be 0.</summary>
internal enum ViolationKind
{
    /// <summary>A client has the receipt, and PostgreSQL has no such entry at the end.</summary>
    AcknowledgedButLost,

    /// <summary>A client was told an entry that PostgreSQL does not have at the end.</summary>
    NotStored,

    /// <summary>One client message id has two effects or two receipts, or a connection was told an entry twice.</summary>
    Duplicated,

    /// <summary>A connection was told an entry after a later one.</summary>
    Reordered,

    /// <summary>A connection was not told the next entry of its epoch, a resume left something out, the log has a hole, or an entry never reached a client.</summary>
    Gap,

    /// <summary>Two clients, or a client and the log, have the same messages in different order.</summary>
    DifferentOrder,

    /// <summary>One place, or one sequence of a room in two epochs, has two contents.</summary>
    SequenceUsedTwice,

    /// <summary>A stored message does not have the text of its last edit, or was deleted and has one.</summary>
    WrongState,

    /// <summary>A sound request was refused for good.</summary>
    WronglyRefused,

    /// <summary>When all faults had ended, the system did not come to rest in time.</summary>
    NotSettled,
}
