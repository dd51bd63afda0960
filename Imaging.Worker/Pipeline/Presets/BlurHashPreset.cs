namespace Imaging.Worker.Pipeline.Presets;

/// <summary>A placeholder of some thirty characters (blurha.sh), from 1 to 9 components in each direction.</summary>
internal sealed record BlurHashPreset(int ComponentsX, int ComponentsY) : PresetStep
{
    public const string Verb = "blurhash";
}
