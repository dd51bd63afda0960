using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>
/// Decodes once, straight to the largest size that anything after it needs, turns it upright, and keeps that in memory:
/// a 50-megapixel source is never held whole where its format can be read row by row.
/// </summary>
internal sealed class ReduceStep : IEngineStep
{
    public void Run(EngineWork work) => work.Time("decode", () =>
    {
        var (width, height) = SizeNeeded(work);
        var sideways = work.Orientation >= 5;
        var (storedWidth, storedHeight) = sideways ? (height, width) : (width, height);

        Reopen(work, (double)(sideways ? work.Source.Height : work.Source.Width) / storedWidth);
        using var reduced = work.Picture.ToSrgb(storedWidth, storedHeight);
        using var inMemory = reduced.CopyMemory();
        using var upright = inMemory.Autorot();
        work.Picture = upright.CopyMemory();
    });

    private static (int Width, int Height) SizeNeeded(EngineWork work)
    {
        var (width, height) = (work.Source.Width, work.Source.Height);
        var placements = work.Job.Steps.OfType<ResizePreset>()
            .Select(step => Placement.Of(width, height, step.Width, step.Height, step.Fit))
            .Concat(work.Job.ModelPictures.Select(model => model.NeededOf(width, height)))
            .Append(Placement.Of(width, height, BlurHashStep.Side, BlurHashStep.Side, ResizeFit.Fit));
        var largest = placements.MaxBy(placement => (long)placement.ScaledWidth * placement.ScaledHeight);
        return (largest.ScaledWidth, largest.ScaledHeight);
    }

    /// <summary>libjpeg can decode at 1/2, 1/4, 1/8; at least a factor of two is left to Lanczos, as vips_thumbnail does.</summary>
    private static void Reopen(EngineWork work, double factor)
    {
        var shrink = factor switch { >= 16 => 8, >= 8 => 4, >= 4 => 2, _ => 1 };
        if (work.Source.Format == "jpeg" && shrink > 1)
        {
            work.Picture = SourceLoader.Open(work.Job.SourcePath, work.Format, shrink);
        }
    }
}
