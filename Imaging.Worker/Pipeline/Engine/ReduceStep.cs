using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>
/// Decodes once, straight to the largest size that anything after it needs, turns it upright, and keeps that in memory:
/// a 50-megapixel source is never held whole where its format can be read row by row.
/// </summary>
internal sealed class ReduceStep : IEngineStep
{
    /// <summary>A cut around a face may come so much closer without enlarging a pixel.</summary>
    private const int ZoomMax = 3;

    public void Run(EngineWork work) => work.Time("decode", () =>
    {
        var (width, height) = SizeNeeded(work.Job, work.Source.Width, work.Source.Height);
        var sideways = work.Orientation >= 5;
        var (storedWidth, storedHeight) = sideways ? (height, width) : (width, height);

        Reopen(work, (double)(sideways ? work.Source.Height : work.Source.Width) / storedWidth);
        using var reduced = work.Picture.Reduce(storedWidth, storedHeight, work.Job.Profile, work.Job.Light);
        var inMemory = reduced.CopyMemory();
        if (work.Orientation == 1)
        {
            work.Picture = inMemory;
            return;
        }

        using (inMemory)
        {
            using var upright = inMemory.Autorot();
            work.Picture = upright.CopyMemory();
        }
    });

    /// <summary>The smallest size of the upright picture that serves everything.</summary>
    public static (int Width, int Height) SizeNeeded(EngineJob job, int width, int height)
    {
        var placements = job.Sizes()
            .Select(size => (Size: size, Zoom: size.IsSmart && size.Fit == ResizeFit.Fill && job.AwaitsFocus ? ZoomMax : 1))
            .Select(size => (size.Size, Times: size.Zoom * size.Size.Densities.Max()))
            .Select(size => Placement.Of(width, height, size.Size.Width * size.Times, size.Size.Height * size.Times, size.Size.Fit))
            .Concat(job.ModelPictures.Select(model => model.NeededOf(width, height)))
            .Append(Placement.Of(width, height, EngineWork.SmallSide, EngineWork.SmallSide, ResizeFit.Fit));
        var largest = placements.MaxBy(placement => (long)placement.ScaledWidth * placement.ScaledHeight);
        return (largest.ScaledWidth, largest.ScaledHeight);
    }

    /// <summary>
    /// libjpeg can decode at 1/2, 1/4, 1/8, for a fraction of the work; the rest of the way is left to Lanczos. Above one half, where most
    /// photographs go, the rest may be small: the likeness to the exact way stays above 0.98. Linear light wants at least a factor of two.
    /// </summary>
    private static void Reopen(EngineWork work, double factor)
    {
        var shrink = factor switch
        {
            >= 16 => 8,
            >= 8 => 4,
            >= 4 => 2,
            >= 2 when work.Job.Light == Light.Gamma => 2,
            _ => 1,
        };
        if (work.Source.Format == "jpeg" && shrink > 1)
        {
            work.Picture = SourceLoader.Open(work.Job.SourcePath, work.Format, work.Keep, shrink);
        }
    }
}
