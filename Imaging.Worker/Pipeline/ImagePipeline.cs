using System.Diagnostics;
using System.Text.Json;
using Imaging.Worker.Inference;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Isolation;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline;

/// <summary>One image through one preset: the pixels in a child process, the models here.</summary>
internal sealed class ImagePipeline(
    PresetCatalog presets, EnginePool engines, Models models, IOptions<LimitsOptions> limits, IOptions<IsolationOptions> engine,
    IOptions<PresetsOptions> options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>May be called many times at once; pixel work beyond the number of children waits its turn.</summary>
    /// <exception cref="ImageRejectedException">The upload is at fault: another try would end the same way.</exception>
    /// <exception cref="KeyNotFoundException">There is no such preset.</exception>
    public async Task<PipelineResult> RunAsync(PipelineInput input, CancellationToken cancellationToken)
    {
        var preset = presets.Get(input.PresetName);
        var seen = new ModelFindings();

        // 1. headers and pixels; where a cut waits for what models see, they run in the middle of it
        var job = JobOf(input, preset);
        var report = await engines.RunAsync(job, input.Progress, AnswerAsync, cancellationToken);

        // 2. otherwise they run behind it
        if (!job.AwaitsFocus)
        {
            await RunModelsAsync(preset, report.ModelPixels, seen, input.Progress, cancellationToken);
        }

        return new(report.Source, report.Variants, ResultsOf(report, seen), TimingsOf(report, seen, job.AwaitsFocus));

        async Task<IReadOnlyList<FocusBox>> AnswerAsync(ShownPictures pictures, CancellationToken stop)
        {
            // A child that died with the answer has a successor, which asks again.
            seen = new ModelFindings();
            await RunModelsAsync(preset, pictures.Pixels, seen, input.Progress, stop);
            return seen.Focus;
        }
    }

    private EngineJob JobOf(PipelineInput input, Preset preset) => new(
        Path.GetFullPath(input.SourcePath), input.DeclaredContentType, Path.GetFullPath(input.WorkFolder), limits.Value, preset.Steps,
        [.. preset.Steps.OfType<EmbedPreset>().Select(step => models.Get(step.Model).Model).Select(model => new ModelPicture(model.Name, model.Input.Width, model.Input.Height))])
    {
        Library = WrittenNames.Read<PixelLibrary>(engine.Value.Library),
        Profile = preset.Profile,
        Light = preset.Light,
        AssetsPath = PresetAssets.FolderOf(options.Value),
        AwaitsFocus = preset.AwaitsFocus,
    };

    private async Task RunModelsAsync(
        Preset preset, IReadOnlyDictionary<string, byte[]> pictures, ModelFindings seen, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        foreach (var step in preset.Steps.OfType<EmbedPreset>())
        {
            var name = $"{EmbedPreset.Verb} {step.Model}";
            progress?.Report(name);
            var started = Stopwatch.GetTimestamp();
            var embedding = await Task.Run(() => Embedding.From(models.Get(step.Model), pictures[step.Model]), cancellationToken);
            seen.Timings.Add(new(name, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2)));
            seen.Results["embedding"] = JsonSerializer.SerializeToElement(embedding, Json);
        }
    }

    private static Dictionary<string, JsonElement> ResultsOf(EngineReport report, ModelFindings seen)
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
    private static List<StepTiming> TimingsOf(EngineReport report, ModelFindings seen, bool inTheMiddle)
    {
        var timings = report.Timings.ToList();
        var at = inTheMiddle ? timings.FindLastIndex(timing => timing.Step.StartsWith(ModelPictureStep.Name, StringComparison.Ordinal)) + 1 : timings.Count;
        timings.InsertRange(at, seen.Timings);
        return timings;
    }
}
