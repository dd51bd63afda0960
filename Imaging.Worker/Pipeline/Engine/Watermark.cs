using Imaging.Worker.Pipeline.Presets;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>The picture that a preset lays over its sizes; opened once per image.</summary>
internal sealed class Watermark : IDisposable
{
    private readonly WatermarkPreset preset;
    private readonly Image picture;

    private Watermark(WatermarkPreset preset, Image picture) => (this.preset, this.picture) = (preset, picture);

    /// <summary>Null where the job has none.</summary>
    public static Watermark? Of(EngineJob job)
    {
        if (job.Steps.OfType<WatermarkPreset>().FirstOrDefault() is not { } preset)
        {
            return null;
        }

        try
        {
            return new(preset, Open(Path.Combine(job.AssetsPath, preset.Asset)));
        }
        catch (VipsException exception)
        {
            // It was read at start: whatever became of it since, the image is not at fault.
            throw new InvalidOperationException($"The watermark {preset.Asset} cannot be read any more.", exception);
        }
    }

    /// <summary>The size with the watermark on it, or the size itself where it is too narrow.</summary>
    public Image On(Image size)
    {
        if (size.Width < preset.WidthMin)
        {
            return size.Copy();
        }

        var area = AreaOf(preset, size.Width, size.Height, picture.Width, picture.Height);
        using var scaled = picture.Scale(area.Width, area.Height);
        using var faint = scaled * new[] { 1, 1, 1, preset.Opacity };
        using var bytes = faint.Cast(Enums.BandFormat.Uchar);
        using var overlay = bytes.Copy(interpretation: Enums.Interpretation.Srgb);
        using var composed = size.Composite2(overlay, Enums.BlendMode.Over, x: area.Left, y: area.Top);
        using var bands = size.HasAlpha() ? composed.Copy() : composed.ExtractBand(0, n: 3);
        return bands.Cast(Enums.BandFormat.Uchar);
    }

    /// <summary>Where a watermark of these pixels lies on a size: never over its edges.</summary>
    public static Window AreaOf(WatermarkPreset preset, int width, int height, int markWidth, int markHeight)
    {
        var margin = (int)(Math.Min(width, height) * preset.Margin);
        var (innerWidth, innerHeight) = (Math.Max(1, width - (2 * margin)), Math.Max(1, height - (2 * margin)));
        var wanted = Math.Clamp((int)Math.Round(width * preset.Share), 1, innerWidth);
        var fitted = Placement.Of(markWidth, markHeight, wanted, innerHeight, ResizeFit.Fit, mayGrow: true);
        var place = Window.At(preset.Position, innerWidth, innerHeight, fitted.Width, fitted.Height);
        return place with { Left = margin + place.Left, Top = margin + place.Top };
    }

    public void Dispose() => picture.Dispose();

    private static Image Open(string path)
    {
        using var loaded = path.EndsWith(".png", StringComparison.Ordinal) ? Image.Pngload(path) : Image.Webpload(path);
        using var coloured = loaded.Colourspace(Enums.Interpretation.Srgb);
        using var bytes = coloured.Cast(Enums.BandFormat.Uchar);
        using var layered = bytes.WithAlpha();
        return layered.CopyMemory();
    }
}
