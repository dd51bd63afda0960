using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Opens the picture with the loader of the format that the gate saw; pixels are still unread, save for BMP.</summary>
internal sealed class LoadStep : IEngineStep
{
    private const string OrientationField = "orientation";

    public void Run(EngineWork work) => work.Time("load", () =>
    {
        work.Picture = SourceLoader.Open(work.Job.SourcePath, work.Format);
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

    private static int OrientationOf(Image picture) =>
        picture.Contains(OrientationField) && picture.Get(OrientationField) is int and >= 1 and <= 8 and var orientation ? orientation : 1;
}
