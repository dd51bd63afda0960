namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Looks for faces with one or more models.</summary>
internal sealed record FacesPreset(IReadOnlyList<string> Detectors, double Threshold, int FacesMax) : PresetStep
{
    public const string Verb = "faces";

    public override IReadOnlyList<string> Models => Detectors;

    public override bool FindsFocus => true;
}
