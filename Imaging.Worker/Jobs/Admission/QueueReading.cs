namespace Imaging.Worker.Jobs.Admission;

/// <summary>All that decides who is next and when, as it was at one moment.</summary>
/// <param name="Waiting">Queued images, in any order.</param>
/// <param name="InWork">Images in work, those included whose worker has died.</param>
/// <param name="Slots">Images that the living workers take at once.</param>
/// <param name="Times">How long an image has a slot, by kind.</param>
internal sealed record QueueReading(IReadOnlyList<WaitingImage> Waiting, IReadOnlyList<WorkBegun> InWork, int Slots, KindTimes Times)
{
    /// <summary>The moment by the database's clock: what was queued later is not in it.</summary>
    public DateTime At { get; init; }
}

/// <param name="Id">The image.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Bulk">It waits for all that is not.</param>
/// <param name="QueuedAt">When it was queued.</param>
/// <param name="TurnAt">When a turn of its owner was last; null: there was none lately.</param>
/// <param name="NotBeforeSeconds">Rest of the pause after a failed attempt; 0: there is none.</param>
/// <param name="Kind">What decides how long it takes.</param>
internal sealed record WaitingImage(string Id, string Owner, bool Bulk, DateTime QueuedAt, DateTime? TurnAt, double NotBeforeSeconds, WorkKind Kind);

/// <param name="Id">An image in work.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Kind">What decides how long it takes.</param>
/// <param name="Seconds">Since it began.</param>
/// <param name="IsAbandoned">Its worker has died: it is begun again before all others.</param>
/// <param name="Share">Of its time it has had so much, by the step that it is at, 0 to 1; null: not known.</param>
internal sealed record WorkBegun(string Id, string Owner, WorkKind Kind, double Seconds, bool IsAbandoned = false, double? Share = null)
{
    /// <summary>Seconds until its slot is free, where one of its kind takes <paramref name="whole"/>.</summary>
    public double SecondsLeft(double whole) => Share is { } share ? (1 - share) * whole : Math.Max(0, whole - Seconds);
}

/// <param name="Position">1: the next to be taken; 0: none is known.</param>
/// <param name="WaitSeconds">Until a worker begins; null: no worker, or nothing was measured yet.</param>
internal readonly record struct QueuePlace(long Position, double? WaitSeconds)
{
    /// <summary>Of an image that waits no more.</summary>
    public static readonly QueuePlace Taken = new(1, 0);

    /// <summary>The same, told so much later.</summary>
    public QueuePlace After(TimeSpan passed) => this with { WaitSeconds = WaitSeconds is { } wait ? Math.Round(Math.Max(0, wait - passed.TotalSeconds), 2) : null };
}
