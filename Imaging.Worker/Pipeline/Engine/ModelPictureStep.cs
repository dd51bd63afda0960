using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Hands each model its picture as bytes: the models themselves run in the parent, one session for all slots.</summary>
internal sealed class ModelPictureStep : IEngineStep
{
    public void Run(EngineWork work)
    {
        foreach (var model in work.Job.ModelPictures)
        {
            work.Time($"picture for {model.Model}", () => work.ModelPixels[model.Model] = Pixels(work, model));
        }
    }

    private static byte[] Pixels(EngineWork work, ModelPicture model)
    {
        var placement = Placement.Of(
            work.Source.Width, work.Source.Height, model.Width, model.Height, ResizeFit.Fill, mayGrow: true);
        using var placed = work.Picture.Place(placement);
        using var opaque = placed.OnWhite();
        return opaque.WriteToMemory<byte>();
    }
}
