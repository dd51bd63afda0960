using Imaging.Worker.Configuration;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Inference;

internal sealed class InferenceOptionsValidator : IValidateOptions<InferenceOptions>
{
    private const long MemoryLeast = 64 << 20;

    public ValidateOptionsResult Validate(string? name, InferenceOptions options) => Bounds.Check("Imaging:Inference", check => check
        .That("Device", $"'{options.Device}'", options.Device is "auto" or "cpu" or "cuda", "auto, cpu, cuda")
        .That("ThreadsPerRun", options.ThreadsPerRun, options.ThreadsPerRun is >= 1 and <= 64, "1 to 64 threads")
        // The runtime takes 32 bits.
        .That("CpuMemoryMax", options.CpuMemoryMax, options.CpuMemoryMax is >= MemoryLeast and <= uint.MaxValue, $"{MemoryLeast} to {uint.MaxValue} bytes")
        .That("GpuMemoryMax", options.GpuMemoryMax, options.GpuMemoryMax >= MemoryLeast, $"{MemoryLeast} bytes or more")
        .That("BatchMax", options.BatchMax, options.BatchMax is >= 1 and <= 256, "1 to 256 pictures")
        .That("BatchDelayMax", options.BatchDelayMax, options.BatchDelayMax >= TimeSpan.Zero && options.BatchDelayMax <= TimeSpan.FromSeconds(1), "00:00:00 to 00:00:01")
        .That("BatchQueueMax", options.BatchQueueMax, options.BatchQueueMax is >= 1 and <= 100_000, "1 to 100000 pictures")
        .That("ModelsPath", $"'{options.ModelsPath}'", !string.IsNullOrWhiteSpace(options.ModelsPath), "a folder"));
}
