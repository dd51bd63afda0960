using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Makes each model's picture as bytes: the models themselves run in the parent, one session for all slots.</summary>
internal sealed class ModelPictureStep : IEngineStep
{
    public const string Name = "picture for";

    public void Run(EngineWork work)
    {
        foreach (var model in work.Job.ModelPictures)
        {
            work.Time($"{Name} {model.Model}", () => work.ModelPixels[model.Model] = Pixels(work, model));
        }
    }

    private static byte[] Pixels(EngineWork work, ModelPicture model)
    {
        var placement = Placement.Of(
            work.Source.Width, work.Source.Height, model.Width, model.Height, ResizeFit.Fill, mayGrow: true);
        using var placed = work.Picture.Place(placement, Light.Gamma);
        using var coloured = placed.AsSrgb(work.Job.Profile);
        using var opaque = coloured.OnWhite();
        return opaque.WriteToMemory<byte>();
    }
}
