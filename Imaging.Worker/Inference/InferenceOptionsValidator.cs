using Microsoft.Extensions.Options;

namespace Imaging.Worker.Inference;

internal sealed class InferenceOptionsValidator : IValidateOptions<InferenceOptions>
{
    private const long GpuMemoryLeast = 64 << 20;

    public ValidateOptionsResult Validate(string? name, InferenceOptions options)
    {
        var failures = FailuresOf(options).ToList();
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> FailuresOf(InferenceOptions options)
    {
        if (options.Device is not ("auto" or "cpu" or "cuda"))
        {
            yield return $"Imaging:Inference:Device is '{options.Device}'; allowed: auto, cpu, cuda.";
        }

        if (options.ThreadsPerRun is < 1 or > 64)
        {
            yield return $"Imaging:Inference:ThreadsPerRun is {options.ThreadsPerRun}; allowed: 1 to 64 threads.";
        }

        if (options.GpuMemoryMax < GpuMemoryLeast)
        {
            yield return $"Imaging:Inference:GpuMemoryMax is {options.GpuMemoryMax}; allowed: {GpuMemoryLeast} bytes or more.";
        }

        if (string.IsNullOrWhiteSpace(options.ModelsPath))
        {
            yield return $"Imaging:Inference:ModelsPath is '{options.ModelsPath}'; allowed: a folder.";
        }
    }
}
