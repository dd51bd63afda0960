using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Makes each size once per density and writes it in each of its formats.</summary>
internal sealed class ResizeStep : IEngineStep
{
    public void Run(EngineWork work)
    {
        using var watermark = Watermark.Of(work.Job);
        foreach (var size in work.Job.Sizes())
        {
            work.Time($"resize {size.Name}", () => Write(work, size, watermark));
        }
    }

    private static void Write(EngineWork work, ResizePreset size, Watermark? watermark)
    {
        // An animation's own format is written by AnimationStep.
        IReadOnlyList<OutputFormat> formats = size.Animated && work.IsAnimated
            ? [.. size.Formats.Where(format => format != AnimationStep.Format)]
            : size.Formats;
        if (formats.Count == 0)
        {
            return;
        }

        foreach (var (density, placement) in Placement.All(size, work.Source.Width, work.Source.Height))
        {
            using var made = SizeMaker.Make(work.Picture, size, density, placement, work.Focus, work.Job.Light);
            using var marked = watermark is null ? made.Copy() : watermark.On(made);
            using var pixels = formats.Count > 1 ? marked.CopyMemory() : marked.Copy();
            foreach (var format in formats)
            {
                work.Variants.Add(VariantWriter.Write(pixels, work.Job, size, density, format));
            }
        }
    }
}
