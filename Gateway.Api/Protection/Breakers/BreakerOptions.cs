using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.Breakers;

/// <summary>
/// When a service is not called for a while because it only fails (<c>Gateway:Breakers</c>). How long is counted and how long is waited
/// follow from the plan: the longest budget of a composition that calls the service, else <c>Gateway:CompositionDefaults:Budget</c>.
/// </summary>
internal sealed class BreakerOptions
{
    /// <summary>False: every call is made, however many failed. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Calls of a window that must have failed, in percent, 51 to 100. Default: 80, since one bad node of two is half of the calls, and
    /// retries and outliers are there for that.
    /// </summary>
    public int FailuresPercent { get; set; } = 80;

    /// <summary>Calls of a window below which nothing is concluded, 2 to 10,000. Default: 20.</summary>
    public int CallsMin { get; set; } = 20;

    /// <summary>
    /// Longest pause, 1 second to 10 minutes: a pause is one window, and twice as long after each probe that failed. Default: 30 seconds.
    /// </summary>
    public TimeSpan PauseMax { get; set; } = TimeSpan.FromSeconds(30);
}

internal sealed class BreakerOptionsValidator : IValidateOptions<BreakerOptions>
{
    private const string Section = "Gateway:Breakers";
    private const int PercentMin = 51;
    private const int CallsMax = 10_000;
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMost = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, BreakerOptions options) =>
        options.FailuresPercent is < PercentMin or > 100
            ? ValidateOptionsResult.Fail($"{Section}:FailuresPercent is {options.FailuresPercent}; allowed: {PercentMin} to 100.")
        : options.CallsMin is < 2 or > CallsMax
            ? ValidateOptionsResult.Fail($"{Section}:CallsMin is {options.CallsMin}; allowed: 2 to {CallsMax}.")
        : options.PauseMax < PauseMin || options.PauseMax > PauseMost
            ? ValidateOptionsResult.Fail($"{Section}:PauseMax is {options.PauseMax}; allowed: {PauseMin} to {PauseMost}.")
        : ValidateOptionsResult.Success;
}
