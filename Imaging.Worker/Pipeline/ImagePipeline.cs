using System.Text.Json;
using Imaging.Worker.Inference.Steps;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Isolation;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline;

/// <summary>One image through one preset: the pixels in a child process, then the models here.</summary>
internal sealed class ImagePipeline(PresetCatalog presets, EnginePool engines, ModelSteps models, IOptions<LimitsOptions> limits)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>May be called many times at once; pixel work beyond the number of children waits its turn.</summary>
    /// <exception cref="ImageRejectedException">The upload is at fault: another try would end the same way.</exception>
    /// <exception cref="KeyNotFoundException">There is no such preset.</exception>
    public async Task<PipelineResult> RunAsync(PipelineInput input, CancellationToken cancellationToken)
    {
        var preset = presets.Get(input.PresetName);

        // 1. headers and pixels
        var job = new EngineJob(
            Path.GetFullPath(input.SourcePath), input.DeclaredContentType, Path.GetFullPath(input.WorkFolder), limits.Value, preset.Steps,
            models.PicturesFor(preset.Steps));
        var report = await engines.RunAsync(job, input.Progress, cancellationToken);

        // 2. what the models say
        var answers = await models.RunAsync(preset.Steps, report.Source, report.ModelPixels, input.Progress, cancellationToken);
        var results = new Dictionary<string, JsonElement>(answers.Results);
        if (report.BlurHash is { } hash)
        {
            results["blurhash"] = JsonSerializer.SerializeToElement(hash, Json);
        }

        return new(report.Source, report.Variants, results, [.. report.Timings, .. answers.Timings]);
    }
}
