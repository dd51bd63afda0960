namespace Imaging.Worker.Storage;

/// <param name="Ahead">Images that wait before this one.</param>
/// <param name="InWork">Images that workers have.</param>
/// <param name="Slots">Images that the living workers take at once.</param>
/// <param name="SecondsPerImage">Mean of the last 50; null when there is none yet.</param>
internal sealed record QueueFigures(long Ahead, long InWork, long Slots, double? SecondsPerImage)
{
    /// <summary>1: the next one to be taken.</summary>
    public long Position => Ahead + 1;

    /// <summary>
    /// Seconds until a slot is free: with all slots in use, one comes free every SecondsPerImage / Slots, and Position of them are
    /// needed. 4 ahead, 2 slots in use, 3 s per image: 5 × 3 / 2 = 7.5 s. Null: no worker, or nothing was measured yet.
    /// </summary>
    public double? WaitSeconds => Slots == 0 || SecondsPerImage is not { } seconds
        ? null
        : Math.Round(Math.Max(0, Position - Math.Max(0, Slots - InWork)) * seconds / Slots, 1);
}
