namespace Imaging.Worker.Storage;

/// <param name="Ahead">Images that are taken before this one.</param>
/// <param name="InWork">For each image in work, seconds since it began.</param>
/// <param name="Slots">Images that the living workers take at once.</param>
/// <param name="SecondsPerImage">How long an image has a slot, lately; null when that is not known yet.</param>
internal sealed record QueueFigures(long Ahead, IReadOnlyList<double> InWork, long Slots, double? SecondsPerImage)
{
    /// <summary>1: the next one to be taken.</summary>
    public long Position => Ahead + 1;

    /// <summary>
    /// Seconds until a worker begins. Every slot takes an image when it is free, and again every SecondsPerImage: with 2 slots that are
    /// free in 1 s and 2 s, and 3 s per image, images begin after 1, 2, 4, 5, 7 ... s; 4 ahead wait 7 s. Null: no worker, or nothing was measured yet.
    /// </summary>
    public double? WaitSeconds
    {
        get
        {
            if (Slots == 0 || SecondsPerImage is not { } seconds)
            {
                return null;
            }

            var free = FreeIn(seconds);
            return Math.Round(free[(int)(Ahead % Slots)] + (Ahead / Slots * seconds), 1);
        }
    }

    /// <summary>When each slot is free, the soonest first. More in work than slots: a worker is new or has died, and the longest running count.</summary>
    private double[] FreeIn(double seconds)
    {
        var busy = InWork.OrderDescending().Take((int)Slots).Select(elapsed => Math.Max(0, seconds - elapsed));
        return [.. Enumerable.Repeat(0.0, (int)Math.Max(0, Slots - InWork.Count)).Concat(busy).Order()];
    }
}
