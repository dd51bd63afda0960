using System.Globalization;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Opens the picture with the loader of the format that the gate saw; pixels are still unread, save for BMP.</summary>
internal sealed class LoadStep : IEngineStep
{
    private const string OrientationField = "orientation";

    public void Run(EngineWork work) => work.Time("load", () =>
    {
        RefuseLongAnimation(work);
        work.Picture = SourceLoader.Open(work.Job.SourcePath, work.Format, work.Keep);
        RefuseOtherSize(work);
        work.Orientation = OrientationOf(work.Picture);
        if (work.Orientation >= 5)
        {
            work.Source = work.Source with { Width = work.Source.Height, Height = work.Source.Width };
        }
    });

    /// <summary>The limits were checked on what the gate read: a file that two readers see differently is no honest one.</summary>
    private static void RefuseOtherSize(EngineWork work)
    {
        if (work.Picture.Width != work.Source.Width || work.Picture.Height != work.Source.Height)
        {
            throw new ImageRejectedException(PipelineErrorCodes.ImageCorrupt, "The headers contradict each other about the size.");
        }
    }

    /// <summary>Every frame of a kept animation is decoded, held and encoded: what counts is their sum.</summary>
    private static void RefuseLongAnimation(EngineWork work)
    {
        var pixels = (long)work.Source.Width * work.Source.Height * work.Source.Frames;
        if (work.IsAnimated && pixels > work.Job.Limits.AnimationPixelsMax)
        {
            throw new ImageRejectedException(
                PipelineErrorCodes.AnimationTooLarge,
                string.Create(CultureInfo.InvariantCulture, $"The animation has {pixels} pixels in all its frames; allowed: {work.Job.Limits.AnimationPixelsMax}."));
        }
    }

    private static int OrientationOf(Image picture) =>
        picture.Contains(OrientationField) && picture.Get(OrientationField) is int and >= 1 and <= 8 and var orientation ? orientation : 1;
}
