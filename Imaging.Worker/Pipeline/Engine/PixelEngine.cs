using Imaging.Worker.Pipeline.Engine.Managed;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Gate and pixels of one image, in this process: what <see cref="Isolation.EngineHost"/> runs in a child.</summary>
internal static class PixelEngine
{
    private static IEngineStep[] Steps(AskFocus? ask) =>
    [
        new GateStep(),
        new LoadStep(),
        new ReduceStep(),
        new ModelPictureStep(),
        new FocusStep(ask),
        new ResizeStep(),
        new AnimationStep(),
        new BlurHashStep(),
        new ColourStep(),
    ];

    /// <exception cref="ImageRejectedException">The image is at fault.</exception>
    public static EngineReport Run(EngineJob job, IProgress<string>? progress, AskFocus? ask = null)
    {
        try
        {
            return job.Library == PixelLibrary.ImageSharp ? ManagedEngine.Run(job, progress, ask) : RunLibvips(job, progress, ask);
        }
        catch (Exception exception) when (Vips.IsOutOfMemory(exception))
        {
            throw new ImageRejectedException(
                PipelineErrorCodes.ProcessingMemory, $"The work on the image takes more than {job.Limits.MemoryMax} bytes of memory.");
        }
        catch (VipsException exception) when (!Vips.IsOurs(exception))
        {
            throw new ImageRejectedException(PipelineErrorCodes.ImageCorrupt, $"The image could not be decoded: {Vips.FirstLine(exception)}");
        }
    }

    private static EngineReport RunLibvips(EngineJob job, IProgress<string>? progress, AskFocus? ask)
    {
        Vips.Configure();
        using var work = new EngineWork(job, progress);
        foreach (var step in Steps(ask))
        {
            step.Run(work);
        }

        return work.Report();
    }
}
