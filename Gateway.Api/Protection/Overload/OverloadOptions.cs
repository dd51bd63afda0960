using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.Overload;

/// <summary>When the gateway refuses work instead of queueing it (<c>Gateway:Overload</c>).</summary>
internal sealed class OverloadOptions
{
    /// <summary>
    /// Calls to one upstream under way at the same time, at most, 1 to 100,000. Default: 2,000: at 5,000 a second of 200 ms 1,000 are under way,
    /// and as many more come at once where the gateway has stood still for as long.
    /// </summary>
    public int UpstreamConcurrencyMax { get; set; } = 2_000;

    /// <summary>Calls to one upstream that are always let through, 1 to the maximum. Default: 10.</summary>
    public int UpstreamConcurrencyMin { get; set; } = 10;

    /// <summary>Requests in the gateway that are always let through, 1 to <c>Gateway:Protection:ConcurrentCompositionsMax</c>. Default: 64.</summary>
    public int GatewayConcurrencyMin { get; set; } = 64;

    /// <summary>
    /// Time that work may wait for a thread of the gateway, 1 ms to 1 second; over it fewer requests are let in, and over half of it
    /// optional parts are left out. Default: 10 milliseconds.
    /// </summary>
    public TimeSpan QueueDelayMax { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>What a refused client is told to wait, 1 second to 1 minute. Default: 1 second.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);
}

internal sealed class OverloadOptionsValidator : IValidateOptions<OverloadOptions>
{
    private const string Section = "Gateway:Overload";
    private const int ConcurrencyMax = 100_000;

    public ValidateOptionsResult Validate(string? name, OverloadOptions options)
    {
        string[] failures =
        [
            .. Range(nameof(options.UpstreamConcurrencyMax), options.UpstreamConcurrencyMax, 1, ConcurrencyMax),
            .. Range(nameof(options.UpstreamConcurrencyMin), options.UpstreamConcurrencyMin, 1, options.UpstreamConcurrencyMax),
            .. Range(nameof(options.GatewayConcurrencyMin), options.GatewayConcurrencyMin, 1, ConcurrencyMax),
            .. Range(nameof(options.QueueDelayMax), options.QueueDelayMax, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1)),
            .. Range(nameof(options.RetryAfter), options.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)),
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Range<T>(string key, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
        {
            yield return $"{Section}:{key} is {value}; allowed: {min} to {max}.";
        }
    }
}
