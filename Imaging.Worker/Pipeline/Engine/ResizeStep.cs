using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Makes each size once and writes it in each of its formats.</summary>
internal sealed class ResizeStep : IEngineStep
{
    public void Run(EngineWork work)
    {
        foreach (var step in work.Job.Steps.OfType<ResizePreset>())
        {
            work.Time($"resize {step.Name}", () => Write(work, step));
        }
    }

    private static void Write(EngineWork work, ResizePreset step)
    {
        var placement = Placement.Of(work.Source.Width, work.Source.Height, step.Width, step.Height, step.Fit);
        using var placed = work.Picture.Place(placement);
        using var pixels = step.Formats.Count > 1 ? placed.CopyMemory() : placed.Copy();
        foreach (var format in step.Formats)
        {
            work.Variants.Add(VariantWriter.Write(pixels, work.Job.WorkFolder, step.Name, format, step.Quality));
        }
    }
}
