using Microsoft.Extensions.Options;

namespace Gateway.Api.AccessLog;

/// <summary>Which requests leave a line (<c>Gateway:AccessLog</c>).</summary>
internal sealed class AccessLogOptions
{
    /// <summary>Of the requests that are well, every so many leaves a line, 0 (none) to 1,000,000. Default: 100.</summary>
    public int SampleEvery { get; set; } = 100;

    /// <summary>A request that takes longer is not well, above 0. Default: 1 second. Connections that are upgraded, and event streams, are never slow.</summary>
    public TimeSpan SlowerThan { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Lines a second of requests that are not well, 0 to 100,000: an outage must not be buried under its own log. Default: 100.</summary>
    public int UnwellPerSecondMax { get; set; } = 100;
}

internal sealed class AccessLogOptionsValidator : IValidateOptions<AccessLogOptions>
{
    private const int SampleMax = 1_000_000;
    private const int LinesMax = 100_000;

    public ValidateOptionsResult Validate(string? name, AccessLogOptions options) =>
        options.SampleEvery is < 0 or > SampleMax
            ? ValidateOptionsResult.Fail($"Gateway:AccessLog:SampleEvery is {options.SampleEvery}; allowed: 0 to {SampleMax}.")
        : options.SlowerThan <= TimeSpan.Zero
            ? ValidateOptionsResult.Fail($"Gateway:AccessLog:SlowerThan is {options.SlowerThan}; allowed: above 0.")
        : options.UnwellPerSecondMax is < 0 or > LinesMax
            ? ValidateOptionsResult.Fail($"Gateway:AccessLog:UnwellPerSecondMax is {options.UnwellPerSecondMax}; allowed: 0 to {LinesMax}.")
        : ValidateOptionsResult.Success;
}
