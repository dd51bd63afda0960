namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Asks a moderation model; the image succeeds whatever it says.</summary>
internal sealed record ModeratePreset(string Model, double Threshold, IReadOnlyList<string> Flag) : PresetStep
{
    public const string Verb = "moderate";

    public override IReadOnlyList<string> Models => [Model];
}
