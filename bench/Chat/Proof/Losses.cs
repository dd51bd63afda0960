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

    /// <summary>What a node had in its hands is told and acknowledged a moment later.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(3);

    /// <summary>Nothing was taken away.</summary>
    public static Losses None { get; } = new([], IsDurable: false);

    public bool Any => At.Count > 0;

    /// <summary>An entry that was seen at that moment may be gone.</summary>
    public bool Excuse(TimeSpan seen) => At.Any(at => seen > at - Tail && seen < at + Echo);
}
