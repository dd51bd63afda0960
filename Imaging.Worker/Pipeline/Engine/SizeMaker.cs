using System.Globalization;
using Imaging.Worker.Pipeline.Presets;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>One size of one picture: scaled, cut at its gravity, padded.</summary>
internal static class SizeMaker
{
    public static Image Make(Image picture, ResizePreset size, int density, Placement placement, IReadOnlyList<FocusBox> focus, Light light)
    {
        using var cut = size.IsSmart && placement is var (scaledWidth, scaledHeight, width, height) && (width < scaledWidth || height < scaledHeight)
            ? SmartCut(picture, size, placement, focus, light)
            : PlainCut(picture, placement, size.Gravity, light);
        return size.Fit == ResizeFit.Pad ? Padded(cut, size, density) : cut.Copy();
    }

    private static Image PlainCut(Image picture, Placement placement, Gravity gravity, Light light)
    {
        using var scaled = picture.Scale(placement.ScaledWidth, placement.ScaledHeight, light);
        return scaled.Cut(placement.Cut(gravity));
    }

    /// <summary>Around what the models found; without that, where edges, skin and strong colours are.</summary>
    private static Image SmartCut(Image picture, ResizePreset size, Placement placement, IReadOnlyList<FocusBox> focus, Light light)
    {
        if (focus.Count == 0)
        {
            using var scaled = picture.Scale(placement.ScaledWidth, placement.ScaledHeight, light);
            return scaled.Smartcrop(placement.Width, placement.Height, interesting: Enums.Interesting.Attention);
        }

        using var piece = picture.Cut(Window.Around(
            focus, picture.Width, picture.Height, placement.Width, placement.Height, zoom: size.Fit == ResizeFit.Fill));
        return piece.Scale(placement.Width, placement.Height, light);
    }

    private static Image Padded(Image picture, ResizePreset size, int density)
    {
        using var layered = size.Background is null ? picture.WithAlpha() : picture.Copy();
        double[] background = size.Background is { } colour ? [.. Components(colour), .. layered.HasAlpha() ? [255.0] : Array.Empty<double>()] : [0, 0, 0, 0];
        return layered.Gravity(
            Enums.CompassDirection.Centre, size.Width * density, size.Height * density, extend: Enums.Extend.Background, background: background);
    }

    private static IEnumerable<double> Components(string colour) =>
        Enumerable.Range(0, 3).Select(band => (double)int.Parse(colour.AsSpan(1 + (2 * band), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
