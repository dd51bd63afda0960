namespace Bench.Chat.Proof;

/// <summary>
/// What a run has taken away from Redis, and what the chat may lose with it: entries that were not stored yet. What was acknowledged after
/// its commit is never excused.
/// </summary>
/// <param name="At">Moments at which Redis was emptied, since the run began.</param>
/// <param name="IsDurable">Acknowledgements were given after the commit.</param>
internal sealed record Losses(IReadOnlyList<TimeSpan> At, bool IsDurable)
{
    /// <summary>Entries wait for PostgreSQL no longer than that, also where it was away before.</summary>
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(15);

    /// <summary>With everysec Redis holds a write back no longer, however long an fsync takes.</summary>
    private static readonly TimeSpan HeldBackTail = TimeSpan.FromSeconds(2);

    /// <summary>What a node had in its hands is told and acknowledged a moment later.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(3);

    /// <summary>Nothing was taken away.</summary>
    public static Losses None { get; } = new([], IsDurable: false);

    /// <summary>Moments at which Redis was killed while it held back from its file what it had answered.</summary>
    public IReadOnlyList<TimeSpan> HeldBack { get; init; } = [];

    public bool Any => At.Count + HeldBack.Count > 0;

    /// <summary>An entry that was seen at that moment may be gone.</summary>
    public bool Excuse(TimeSpan seen) => IsWithin(At, Tail, seen) || IsWithin(HeldBack, HeldBackTail, seen);

    private static bool IsWithin(IReadOnlyList<TimeSpan> moments, TimeSpan tail, TimeSpan seen) => moments.Any(at => seen > at - tail && seen < at + Echo);
}
