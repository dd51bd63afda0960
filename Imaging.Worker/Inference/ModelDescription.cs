namespace Imaging.Worker.Inference;

/// <summary>A model's <c>model.json</c>; <c>Models/README.md</c> says what each member means.</summary>
internal sealed record ModelDescription(
    string Name,
    string Version,
    string Source,
    ModelInput Input,
    IReadOnlyList<ModelStage> Stages,
    ModelOutput Output,
    int Batch)
{
    /// <summary>Every file that it needs, with its SHA-256.</summary>
    public IEnumerable<(string Name, string Sha256)> Files() =>
        [.. Stages.Select(stage => (stage.File, stage.Sha256)), .. Output.LabelsFile is { } labels ? [(labels.File, labels.Sha256)] : Array.Empty<(string, string)>()];
}
