namespace Imaging.Worker.Inference;

/// <summary>A model's <c>model.json</c>; <c>Models/README.md</c> says what each member means.</summary>
internal sealed record ModelDescription(
    string Name,
    string Version,
    string Source,
    ModelInput Input,
    IReadOnlyList<ModelStage> Stages,
    ModelOutput Output,
    int Batch);
