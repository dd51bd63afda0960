using System.Diagnostics;
using System.Text.Json;
using Imaging.Worker.Inference;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Isolation;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline;

/// <summary>One image through one preset: the pixels in a child process, then the models here.</summary>
internal sealed class ImagePipeline(PresetCatalog presets, EnginePool engines, Models models, IOptions<LimitsOptions> limits)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>May be called many times at once; pixel work beyond the number of children waits its turn.</summary>
    /// <exception cref="ImageRejectedException">The upload is at fault: another try would end the same way.</exception>
    /// <exception cref="KeyNotFoundException">There is no such preset.</exception>
    public async Task<PipelineResult> RunAsync(PipelineInput input, CancellationToken cancellationToken)
    {
        var preset = presets.Get(input.PresetName);
        IReadOnlyList<EmbedPreset> embeddings = [.. preset.Steps.OfType<EmbedPreset>()];

        // 1. headers and pixels
        var job = new EngineJob(
            Path.GetFullPath(input.SourcePath), input.DeclaredContentType, Path.GetFullPath(input.WorkFolder), limits.Value, preset.Steps,
            [.. embeddings.Select(step => models.Get(step.Model).Model).Select(model => new ModelPicture(model.Name, model.Input.Width, model.Input.Height))]);
        var report = await engines.RunAsync(job, input.Progress, cancellationToken);

        // 2. what the models say
        var results = new Dictionary<string, JsonElement>();
        var timings = report.Timings.ToList();
        if (report.BlurHash is { } hash)
        {
            results["blurhash"] = JsonSerializer.SerializeToElement(hash, Json);
        }

        foreach (var step in embeddings)
        {
            var name = $"{EmbedPreset.Verb} {step.Model}";
            input.Progress?.Report(name);
            var started = Stopwatch.GetTimestamp();
            var embedding = await Task.Run(() => Embedding.From(models.Get(step.Model), report.ModelPixels[step.Model]), cancellationToken);
            timings.Add(new(name, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2)));
            results["embedding"] = JsonSerializer.SerializeToElement(embedding, Json);
        }

        return new(report.Source, report.Variants, results, timings);
    }
}
