using System.Text.Json;

namespace Imaging.Worker.Pipeline;

internal sealed class ImagePipeline(TimeProvider time)
{
    public Task<PipelineResult> RunAsync(PipelineInput input, CancellationToken cancellationToken) =>
        Task.FromException<PipelineResult>(new ImageRejectedException("format-unknown", $"{input.SourcePath} {cancellationToken.CanBeCanceled} {time.GetTimestamp()}"));
}

internal sealed record PipelineInput(string SourcePath, string DeclaredContentType, string PresetName, string WorkFolder, IProgress<string>? Progress);

internal sealed record PipelineResult(SourceInfo Source, IReadOnlyList<Variant> Variants, IReadOnlyDictionary<string, JsonElement> Results, IReadOnlyList<StepTiming> Timings);

internal sealed record SourceInfo(string Format, string ContentType, int Width, int Height, int Frames, long Bytes, string Sha256);

internal sealed record Variant(string Name, string FilePath, string ContentType, int Width, int Height, long Bytes);

internal sealed record StepTiming(string Step, double Milliseconds);

internal sealed class ImageRejectedException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

internal static class PipelineExtensions
{
    public static IServiceCollection AddImagePipeline(this IServiceCollection services) =>
        services.AddSingleton<ImagePipeline>().AddSingleton<PresetCatalog>();
}

internal sealed class PresetCatalog
{
    public IReadOnlyCollection<string> Names { get; } = ["web"];

    public bool Contains(string name) => Names.Contains(name);

    public string HashOf(string name) => Contains(name) ? "0123456789abcdef" : throw new ArgumentException(name, nameof(name));
}
