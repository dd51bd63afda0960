using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Presets;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Imaging.Worker.Pipeline.Engine.Managed;

/// <summary>The managed counterpart of <see cref="Watermark"/>.</summary>
internal sealed class ManagedWatermark : IDisposable
{
    private readonly WatermarkPreset preset;
    private readonly Image<Rgba32> picture;

    private ManagedWatermark(WatermarkPreset preset, Image<Rgba32> picture) => (this.preset, this.picture) = (preset, picture);

    /// <summary>Null where the job has none.</summary>
    public static ManagedWatermark? Of(EngineJob job) => job.Steps.OfType<WatermarkPreset>().FirstOrDefault() is { } preset
        ? new(preset, Image.Load<Rgba32>(GateDecoders.Configuration, Path.Combine(job.AssetsPath, preset.Asset)))
        : null;

    public void DrawOn(Image<Rgba32> size)
    {
        if (size.Width < preset.WidthMin)
        {
            return;
        }

        var area = Watermark.AreaOf(preset, size.Width, size.Height, picture.Width, picture.Height);
        using var scaled = picture.Clone(change => change.Resize(area.Width, area.Height, KnownResamplers.Lanczos3));
        size.Mutate(change => change.DrawImage(scaled, new Point(area.Left, area.Top), (float)preset.Opacity));
    }

    public void Dispose() => picture.Dispose();
}
