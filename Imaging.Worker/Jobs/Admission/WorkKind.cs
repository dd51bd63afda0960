namespace Imaging.Worker.Jobs.Admission;

/// <summary>
/// What decides how long an image will have a slot, as far as it is known before anybody has opened it: its preset, and its length,
/// which goes with its pixels.
/// </summary>
/// <param name="Preset">Name of the preset.</param>
/// <param name="SizeClass">0: below the first of <see cref="Bounds"/>; each class begins at twice the length of the one before.</param>
internal readonly record struct WorkKind(string Preset, int SizeClass)
{
    private const int BoundLeast = 256 * 1024;
    private const int BoundsCount = 12;

    /// <summary>Lengths at which classes begin, bytes: 256 KiB, 512 KiB ... 512 MiB. The database sorts by the same ones.</summary>
    public static readonly long[] Bounds = [.. Enumerable.Range(0, BoundsCount).Select(power => (long)BoundLeast << power)];

    public static WorkKind Of(string preset, long length) => new(preset, Bounds.Count(bound => bound <= length));
}

/// <param name="Kind">Images of one kind.</param>
/// <param name="Seconds">How long one of them has a slot.</param>
internal sealed record KindTime(WorkKind Kind, double Seconds);
