namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Lays a picture over every size that is wide enough.</summary>
/// <param name="Asset">Name of a file in <c>Imaging:AssetsPath</c>; never an address.</param>
/// <param name="Sha256">Of the asset: other bytes make other derivatives.</param>
/// <param name="Position">Where it lies.</param>
/// <param name="Share">Its width as a share of the picture's, above 0 to 1.</param>
/// <param name="Margin">Its distance from the edges as a share of the picture's shorter side, 0 to 0.5.</param>
/// <param name="Opacity">Above 0 to 1.</param>
/// <param name="WidthMin">Sizes that turn out narrower stay without it, in pixels.</param>
internal sealed record WatermarkPreset(
    string Asset, string Sha256, Gravity Position, double Share, double Margin, double Opacity, int WidthMin) : PresetStep
{
    public const string Verb = "watermark";
}
