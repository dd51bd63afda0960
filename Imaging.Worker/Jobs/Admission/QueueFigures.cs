namespace Imaging.Worker.Jobs.Admission;

/// <param name="Ahead">Images that are taken before this one, by kind.</param>
/// <param name="Next">The first of them, in their order; at most <see cref="NextMax"/>.</param>
/// <param name="InWork">Images in work.</param>
/// <param name="Slots">Images that the living workers take at once.</param>
/// <param name="Times">How long an image has a slot, by kind.</param>
internal sealed record QueueFigures(
    IReadOnlyList<KindCount> Ahead, IReadOnlyList<WorkKind> Next, IReadOnlyList<WorkBegun> InWork, long Slots, KindTimes Times)
{
    /// <summary>Images whose order counts: behind so many, an image more or less at the end of one slot is little.</summary>
    public const int NextMax = 200;

    /// <summary>1: the next one to be taken.</summary>
    public long Position => CountAhead + 1;

    /// <summary>
    /// Seconds until a worker begins. Whenever a slot is free it takes the next image for as long as its kind takes: with 2 slots that are
    /// free in 1 s and 2 s, and 3 s per image ahead, images begin after 1, 2, 4, 5, 7 ... s; 4 ahead wait 7 s. Null: no worker, or nothing
    /// was measured yet.
    /// </summary>
    public double? WaitSeconds
    {
        get
        {
            if (Slots == 0 || Times.IsEmpty)
            {
                return null;
            }

            var free = FreeIn();
            foreach (var kind in Next)
            {
                var begins = free.Dequeue();
                free.Enqueue(begins + Times.SecondsOf(kind), begins + Times.SecondsOf(kind));
            }

            // Of the rest only the sum is known: each counts like their mean.
            var rest = CountAhead - Next.Count;
            var each = rest == 0 ? 0 : (Ahead.Sum(some => some.Count * Times.SecondsOf(some.Kind)) - Next.Sum(Times.SecondsOf)) / rest;
            return Math.Round(free.UnorderedItems.Select(slot => slot.Priority).Order().ElementAt((int)(rest % Slots)) + (rest / Slots * each), 1);
        }
    }

    private long CountAhead => Ahead.Sum(some => some.Count);

    /// <summary>When each slot is free. More in work than slots: a worker is new or has died, and the longest running count.</summary>
    private PriorityQueue<double, double> FreeIn()
    {
        var busy = InWork.OrderByDescending(one => one.Seconds).Take((int)Slots).Select(one => Math.Max(0, Times.SecondsOf(one.Kind) - one.Seconds));
        return new(busy.Concat(Enumerable.Repeat(0.0, (int)Math.Max(0, Slots - InWork.Count))).Select(time => (time, time)));
    }
}

/// <param name="Kind">Images of one kind.</param>
/// <param name="Count">How many of them.</param>
internal sealed record KindCount(WorkKind Kind, long Count);

/// <param name="Kind">Kind of an image in work.</param>
/// <param name="Seconds">Since it began.</param>
internal sealed record WorkBegun(WorkKind Kind, double Seconds);
