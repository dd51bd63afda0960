using Imaging.Worker.Pipeline.Presets;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Keeps an animation one: every frame is scaled and cut alike, with the delays and the count of loops that it had.</summary>
internal sealed class AnimationStep : IEngineStep
{
    public const OutputFormat Format = OutputFormat.WebP;

    /// <summary>Names of the fields that make a tall strip an animation.</summary>
    private static readonly string[] Fields = ["delay", "loop"];

    public void Run(EngineWork work)
    {
        var sizes = work.Job.Sizes().Where(size => size.Animated && size.Formats.Contains(Format)).ToList();
        if (!work.IsAnimated || sizes.Count == 0)
        {
            return;
        }

        work.Time("frames", () =>
        {
            using var watermark = Watermark.Of(work.Job);
            using var strip = Strip(work);
            foreach (var size in sizes)
            {
                Write(work, strip, size, watermark);
            }
        });
    }

    /// <summary>All frames below each other, in memory: the gate has bounded how many pixels these may be.</summary>
    private static Image Strip(EngineWork work)
    {
        using var opened = SourceLoader.OpenAll(work.Job.SourcePath, work.Format);
        using var coloured = opened.Colourspace(Enums.Interpretation.Srgb);
        return coloured.CopyMemory();
    }

    private static void Write(EngineWork work, Image strip, ResizePreset size, Watermark? watermark)
    {
        // What draws the eye differs from frame to frame: a cut that followed it would shake.
        var steady = size.IsSmart && work.Focus.Count == 0 ? size with { Gravity = Gravity.Centre } : size;
        foreach (var (density, placement) in Placement.All(size, work.Source.Width, work.Source.Height))
        {
            var frames = Frames(strip, work).Select(frame =>
            {
                using var upright = frame.Autorot();
                frame.Dispose();
                using var made = SizeMaker.Make(upright, steady, density, placement, work.Focus, work.Job.Light);
                return watermark is null ? made.CopyMemory() : watermark.On(made);
            }).ToArray();
            try
            {
                using var joined = Join(frames, strip);
                work.Variants.Add(VariantWriter.Write(joined, work.Job, size, density, Format) with { Height = frames[0].Height });
            }
            finally
            {
                Array.ForEach(frames, frame => frame.Dispose());
            }
        }
    }

    private static IEnumerable<Image> Frames(Image strip, EngineWork work)
    {
        var height = strip.PageHeight;
        for (var top = 0; top + height <= strip.Height; top += height)
        {
            using var piece = strip.Crop(0, top, strip.Width, height);
            yield return piece.Mutate(single =>
            {
                single.Remove("page-height");
                single.Remove("n-pages");
            });
        }
    }

    private static Image Join(Image[] frames, Image strip)
    {
        using var tall = Image.Arrayjoin(frames, across: 1);
        return tall.Mutate(animation =>
        {
            animation.Set(GValue.GIntType, "page-height", frames[0].Height);
            foreach (var field in Fields.Where(strip.Contains))
            {
                var type = field == "delay" ? GValue.ArrayIntType : GValue.GIntType;
                animation.Set(type, field, strip.Get(field));
            }
        });
    }
}
