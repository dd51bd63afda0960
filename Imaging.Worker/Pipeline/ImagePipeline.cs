using System.Text.Json;
using Imaging.Worker.Inference.Steps;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Isolation;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline;

/// <summary>One image through one preset: the pixels in a child process, the models here.</summary>
internal sealed class ImagePipeline(
    PresetCatalog presets, EnginePool engines, ModelSteps models, IOptions<LimitsOptions> limits, IOptions<IsolationOptions> engine,
    IOptions<PresetsOptions> options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>May be called many times at once; pixel work beyond the number of children waits its turn.</summary>
    /// <exception cref="ImageRejectedException">The upload is at fault: another try would end the same way.</exception>
    /// <exception cref="KeyNotFoundException">There is no such preset.</exception>
    public async Task<PipelineResult> RunAsync(PipelineInput input, CancellationToken cancellationToken)
    {
        var preset = presets.Get(input.PresetName);
        ModelAnswers? answers = null;

        // 1. headers and pixels; where a cut waits for what models see, they run in the middle of it
        var job = JobOf(input, preset);
        var report = await engines.RunAsync(job, input.Progress, AnswerAsync, cancellationToken);

        // 2. otherwise they run behind it
        answers ??= await models.RunAsync(preset.Steps, report.Source, report.ModelPixels, input.Progress, cancellationToken);
        return new(report.Source, report.Variants, ResultsOf(report, answers), TimingsOf(report, answers, job.AwaitsFocus));

        async Task<IReadOnlyList<FocusBox>> AnswerAsync(ShownPictures pictures, CancellationToken stop)
        {
            // A child that died with the answer has a successor, which asks again.
            answers = await models.RunAsync(preset.Steps, pictures.Source, pictures.Pixels, input.Progress, stop);
            return [.. answers.Faces.Select(face => new FocusBox(face.X, face.Y, face.Width, face.Height, face.Score))];
        }
    }

    private EngineJob JobOf(PipelineInput input, Preset preset) => new(
        Path.GetFullPath(input.SourcePath), input.DeclaredContentType, Path.GetFullPath(input.WorkFolder), limits.Value, preset.Steps,
        models.PicturesFor(preset.Steps))
    {
        Library = WrittenNames.Read<PixelLibrary>(engine.Value.Library),
        Profile = preset.Profile,
        Light = preset.Light,
        AssetsPath = PresetAssets.FolderOf(options.Value),
        AwaitsFocus = preset.AwaitsFocus,
    };

    private static Dictionary<string, JsonElement> ResultsOf(EngineReport report, ModelAnswers seen)
    {
        var results = new Dictionary<string, JsonElement>(seen.Results);
        if (SrcSet.Of(report.Variants) is { Count: > 0 } sets)
        {
            results["srcset"] = JsonSerializer.SerializeToElement(sets, Json);
        }

        if (report.BlurHash is { } hash)
        {
            results["blurhash"] = JsonSerializer.SerializeToElement(hash, Json);
        }

        if (report.Colour is { } colour)
        {
            results["colour"] = JsonSerializer.SerializeToElement(colour, Json);
        }

        return results;
    }

    /// <summary>In the order in which the steps ran.</summary>
    private static List<StepTiming> TimingsOf(EngineReport report, ModelAnswers seen, bool inTheMiddle)
    {
        var timings = report.Timings.ToList();
        var at = inTheMiddle ? timings.FindLastIndex(timing => timing.Step.StartsWith(ModelPictureStep.Name, StringComparison.Ordinal)) + 1 : timings.Count;
        timings.InsertRange(at, seen.Timings);
        return timings;
    }
}
