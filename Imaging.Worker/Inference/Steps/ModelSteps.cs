using System.Text.Json;
using Imaging.Worker.Inference.Faces;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Inference.Steps;

/// <summary>All steps that ask models: first the pictures that they want, then, once the engine has made them, the answers.</summary>
internal sealed class ModelSteps(Models models)
{
    private readonly IModelStep[] kinds = [new EmbedStep(models), new ModerateStep(models), new FacesStep(models), new OcrStep(models)];

    /// <summary>What the engine has to make, each once.</summary>
    public IReadOnlyList<ModelPicture> PicturesFor(IReadOnlyList<PresetStep> steps) =>
        [.. steps.SelectMany(step => kinds.SelectMany(kind => kind.PicturesFor(step))).Distinct()];

    /// <summary>Asks the models in the order of the steps.</summary>
    /// <param name="steps">Of the preset; those that ask no model are passed over.</param>
    /// <param name="source">The image: pictures' sizes follow from its own.</param>
    /// <param name="pictures">By model: RGB, one byte each, row by row.</param>
    /// <param name="progress">Told the name of each step as it begins.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    public async Task<ModelAnswers> RunAsync(
        IReadOnlyList<PresetStep> steps, SourceInfo source, IReadOnlyDictionary<string, byte[]> pictures, IProgress<string>? progress,
        CancellationToken cancellationToken)
    {
        var work = new ModelWork(source, pictures, progress);
        foreach (var step in steps)
        {
            foreach (var kind in kinds)
            {
                await kind.RunAsync(step, work, cancellationToken);
            }
        }

        return new(work.Results, work.Timings, work.Faces);
    }
}

/// <summary>What the models of one image said.</summary>
/// <param name="Results">By kind (<c>embedding</c>, <c>moderation</c>, <c>faces</c>, <c>text</c>), and <c>models</c>: which ones, where.</param>
/// <param name="Timings">Each step in order.</param>
/// <param name="Faces">For crops; empty where nobody looked or none is there.</param>
internal sealed record ModelAnswers(
    IReadOnlyDictionary<string, JsonElement> Results, IReadOnlyList<StepTiming> Timings, IReadOnlyList<FaceBox> Faces);
