using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Gate and pixels of one image, in this process: what <see cref="Isolation.EngineHost"/> runs in a child.</summary>
internal static class PixelEngine
{
    private static readonly IEngineStep[] Steps =
    [
        new GateStep(),
        new LoadStep(),
        new ReduceStep(),
        new ResizeStep(),
        new BlurHashStep(),
        new ModelPictureStep(),
    ];

    /// <exception cref="ImageRejectedException">The image is at fault.</exception>
    public static EngineReport Run(EngineJob job, IProgress<string>? progress)
    {
        Vips.Configure();
        using var work = new EngineWork(job, progress);
        try
        {
            foreach (var step in Steps)
            {
                step.Run(work);
            }
        }
        catch (VipsException exception) when (!Vips.IsOurs(exception))
        {
            throw new ImageRejectedException(PipelineErrorCodes.ImageCorrupt, $"The image could not be decoded: {Vips.FirstLine(exception)}");
        }

        return work.Report();
    }
}
