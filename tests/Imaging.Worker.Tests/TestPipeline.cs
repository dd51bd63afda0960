using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Imaging.Worker.Jobs;
using Imaging.Worker.Pipeline;

namespace Imaging.Worker.Tests;

/// <summary>Stands in for the pipeline where a test is about jobs: one variant that holds the source's bytes, and a count of runs.</summary>
internal sealed class TestPipeline
{
    private int runs;

    /// <summary>Times that it was begun.</summary>
    public int Runs => Volatile.Read(ref runs);

    /// <summary>What it was given, oldest first.</summary>
    public ConcurrentQueue<PipelineInput> Inputs { get; } = new();

    /// <summary>Runs before each image; throws for a failure, waits for a slow one.</summary>
    public Func<int, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What is found out about the bytes.</summary>
    public Func<byte[], Dictionary<string, JsonElement>> Results { get; set; } =
        _ => new() { ["answer"] = JsonSerializer.SerializeToElement(42) };

    public RunPipeline Run => RunAsync;

    private async Task<PipelineResult> RunAsync(PipelineInput input, CancellationToken cancellationToken)
    {
        Inputs.Enqueue(input);
        input.Progress?.Report("copy");
        await Before(Interlocked.Increment(ref runs), cancellationToken);
        var bytes = await File.ReadAllBytesAsync(input.SourcePath, cancellationToken);
        var file = Path.Combine(input.WorkFolder, "copy.bin");
        await File.WriteAllBytesAsync(file, bytes, cancellationToken);
        return new(
            new("jpeg", "image/jpeg", 1, 1, 1, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))),
            [new("copy", file, "application/octet-stream", 1, 1, bytes.Length)],
            Results(bytes),
            [new("copy", 1.5)]);
    }
}
