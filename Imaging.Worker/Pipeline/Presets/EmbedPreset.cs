namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Runs an embedding model over the picture at the model's own size.</summary>
internal sealed record EmbedPreset(string Model) : PresetStep
{
    public const string Verb = "embed";

    public override IReadOnlyList<string> Models => [Model];
}
