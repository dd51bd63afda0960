using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline.Gate;

internal sealed class LimitsOptionsValidator : IValidateOptions<LimitsOptions>
{
    private const long MemoryLeast = 256 << 20;

    public ValidateOptionsResult Validate(string? name, LimitsOptions options)
    {
        var failures = FailuresOf(options).ToList();
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> FailuresOf(LimitsOptions options)
    {
        if (options.BytesMax is < 1 or > int.MaxValue)
        {
            yield return $"Imaging:Limits:BytesMax is {options.BytesMax}; allowed: 1 to {int.MaxValue} bytes.";
        }

        if (options.PixelsMax is < 1 or > 1_000_000_000)
        {
            yield return $"Imaging:Limits:PixelsMax is {options.PixelsMax}; allowed: 1 to 1000000000 pixels.";
        }

        if (options.SideMax is < 1 or > 65_535)
        {
            yield return $"Imaging:Limits:SideMax is {options.SideMax}; allowed: 1 to 65535 pixels.";
        }

        if (options.FramesMax is < 1 or > 100_000)
        {
            yield return $"Imaging:Limits:FramesMax is {options.FramesMax}; allowed: 1 to 100000 frames.";
        }

        if (options.AnimationPixelsMax is < 1 or > 1_000_000_000)
        {
            yield return $"Imaging:Limits:AnimationPixelsMax is {options.AnimationPixelsMax}; allowed: 1 to 1000000000 pixels.";
        }

        if (options.AvifPixelsMax is < 1 or > 67_108_864)
        {
            yield return $"Imaging:Limits:AvifPixelsMax is {options.AvifPixelsMax}; allowed: 1 to 67108864 pixels.";
        }

        if (options.Time < TimeSpan.FromSeconds(1) || options.Time > TimeSpan.FromMinutes(10))
        {
            yield return $"Imaging:Limits:Time is {options.Time}; allowed: 00:00:01 to 00:10:00.";
        }

        if (options.MemoryMax < MemoryLeast)
        {
            yield return $"Imaging:Limits:MemoryMax is {options.MemoryMax}; allowed: {MemoryLeast} bytes or more.";
        }
    }
}
