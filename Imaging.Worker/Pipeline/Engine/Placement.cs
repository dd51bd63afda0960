using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Scale the picture to one size, then cut another out of it.</summary>
internal readonly record struct Placement(int ScaledWidth, int ScaledHeight, int Width, int Height)
{
    /// <summary>
    /// Where a picture goes in a box. Without <paramref name="mayGrow"/> it is never enlarged: a small picture that must fill
    /// a box is cut to the box's shape instead.
    /// </summary>
    /// <example>4000 x 3000 fitted into 1600 x 1600 is 1600 x 1200; filled into 512 x 512 it is 683 x 512, cut to 512 x 512.</example>
    public static Placement Of(int width, int height, int boxWidth, int boxHeight, ResizeFit fit, bool mayGrow = false)
    {
        if (fit == ResizeFit.Crop)
        {
            return new(width, height, Math.Min(width, boxWidth), Math.Min(height, boxHeight));
        }

        var across = (double)boxWidth / width;
        var down = (double)boxHeight / height;
        var scale = fit == ResizeFit.Fill ? Math.Max(across, down) : Math.Min(across, down);
        var kept = mayGrow ? scale : Math.Min(scale, 1);
        var scaledWidth = Pixels(width * kept);
        var scaledHeight = Pixels(height * kept);
        return fit == ResizeFit.Fill
            ? new(
                scaledWidth,
                scaledHeight,
                Math.Min(scaledWidth, Pixels(boxWidth * kept / scale)),
                Math.Min(scaledHeight, Pixels(boxHeight * kept / scale)))
            : new(scaledWidth, scaledHeight, scaledWidth, scaledHeight);
    }

    /// <summary>One placement per density of a size; a density that a small picture cannot serve better than the one before is left out.</summary>
    public static IEnumerable<(int Density, Placement Placement)> All(ResizePreset size, int width, int height)
    {
        Placement? before = null;
        foreach (var density in size.Densities)
        {
            var placement = Of(width, height, size.Width * density, size.Height * density, size.Fit, size.Enlarge);
            if (placement != before)
            {
                yield return (density, placement);
            }

            before = placement;
        }
    }

    /// <summary>The piece that stays, in the scaled picture.</summary>
    public Window Cut(Gravity gravity) => Window.At(gravity, ScaledWidth, ScaledHeight, Width, Height);

    private static int Pixels(double length) => Math.Max(1, (int)Math.Round(length, MidpointRounding.AwayFromZero));
}
