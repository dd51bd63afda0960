using Imaging.Worker.Inference;
using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>A model wants the picture at its own size.</summary>
/// <param name="Model">Whose it is.</param>
/// <param name="Width">Pixels; with <see cref="ModelInput.Within"/> the most.</param>
/// <param name="Height">Pixels; with <see cref="ModelInput.Within"/> the most.</param>
/// <param name="Fit">As in <see cref="ModelInput"/>.</param>
/// <param name="Multiple">Of which both sides are a multiple, with <see cref="ModelInput.Within"/>.</param>
internal sealed record ModelPicture(string Model, int Width, int Height, string Fit = ModelInput.Fill, int Multiple = 1)
{
    public static ModelPicture Of(ModelDescription model) =>
        new(model.Name, model.Input.Width, model.Input.Height, model.Input.Fit, model.Input.Multiple);

    /// <summary>Its size in pixels, for an upright source of that size.</summary>
    public (int Width, int Height) SizeFor(int sourceWidth, int sourceHeight)
    {
        if (Fit != ModelInput.Within)
        {
            return (Width, Height);
        }

        var fitted = Placement.Of(sourceWidth, sourceHeight, Width, Height, ResizeFit.Fit);
        return (Rounded(fitted.Width, Width), Rounded(fitted.Height, Height));
    }

    /// <summary>How the source is scaled and cut, and where that lies in the picture.</summary>
    public (int Left, int Top, Placement Placement) PlaceFor(int sourceWidth, int sourceHeight)
    {
        var (width, height) = SizeFor(sourceWidth, sourceHeight);
        var placement = Fit switch
        {
            ModelInput.Within => new(width, height, width, height),
            ModelInput.Letterbox => Placement.Of(sourceWidth, sourceHeight, Width, Height, ResizeFit.Fit, mayGrow: true),
            _ => Placement.Of(sourceWidth, sourceHeight, Width, Height, ResizeFit.Fill, mayGrow: true),
        };
        return ((width - placement.Width) / 2, (height - placement.Height) / 2, placement);
    }

    /// <summary>The size to which the source may be reduced before: never more than its own.</summary>
    public Placement NeededOf(int sourceWidth, int sourceHeight) =>
        Placement.Of(sourceWidth, sourceHeight, Width, Height, Fit == ModelInput.Fill ? ResizeFit.Fill : ResizeFit.Fit);

    private int Rounded(int side, int most) =>
        Math.Clamp((int)Math.Round((double)side / Multiple) * Multiple, Multiple, most / Multiple * Multiple);
}
