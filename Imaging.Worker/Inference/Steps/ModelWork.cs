using System.Diagnostics;
using System.Text.Json;
using Imaging.Worker.Inference.Faces;
using Imaging.Worker.Pipeline;

namespace Imaging.Worker.Inference.Steps;

/// <summary>What the models of one image are given and answer.</summary>
internal sealed class ModelWork(SourceInfo source, IReadOnlyDictionary<string, byte[]> pictures, IProgress<string>? progress)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly List<ModelUse> uses = [];

    public SourceInfo Source { get; } = source;

    /// <summary>By kind, as it stands in the manifest.</summary>
    public Dictionary<string, JsonElement> Results { get; } = [];

    public List<StepTiming> Timings { get; } = [];

    public IReadOnlyList<FaceBox> Faces { get; private set; } = [];

    /// <summary>The picture that was made for a model, of this size.</summary>
    public Pixels Picture(string model, (int Width, int Height) size) => new(pictures[model], size.Width, size.Height);

    /// <summary>Runs one named step and keeps its time.</summary>
    public async Task<T> TimeAsync<T>(string step, Func<Task<T>> run)
    {
        progress?.Report(step);
        var started = Stopwatch.GetTimestamp();
        var answer = await run();
        Timings.Add(new(step, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2)));
        return answer;
    }

    public void Answer<T>(string kind, T answer, params IEnumerable<ModelUse> models)
    {
        Results[kind] = JsonSerializer.SerializeToElement(answer, Json);
        uses.AddRange(models);
        // All models of the image in one place, whatever they answered.
        Results["models"] = JsonSerializer.SerializeToElement(uses, Json);
    }

    public void Found(IReadOnlyList<FaceBox> faces) => Faces = faces;
}
