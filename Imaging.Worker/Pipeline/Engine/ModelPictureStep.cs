using Imaging.Worker.Pipeline.Presets;
using NetVips;

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
        var (left, top, placement) = model.PlaceFor(work.Source.Width, work.Source.Height);
        var (width, height) = model.SizeFor(work.Source.Width, work.Source.Height);
        using var placed = work.Picture.Place(placement, Light.Gamma);
        using var coloured = placed.AsSrgb(work.Job.Profile);
        using var opaque = coloured.OnWhite();
        // Black beside it, as models that take a whole picture were trained on.
        using var whole = opaque.Embed(left, top, width, height, extend: Enums.Extend.Black);
        return whole.WriteToMemory<byte>();
    }
}
