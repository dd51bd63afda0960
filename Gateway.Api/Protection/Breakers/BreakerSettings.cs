using Gateway.Api.Composition.Plans;

namespace Gateway.Api.Protection.Breakers;

/// <summary>What one breaker goes by.</summary>
/// <param name="Window">Calls of this time count together; the first pause is as long.</param>
/// <param name="PauseMax">No pause is longer.</param>
/// <param name="FailureRatio">Share of a window's calls that must have failed.</param>
/// <param name="CallsMin">Calls of a window below which nothing is concluded.</param>
internal sealed record BreakerSettings(TimeSpan Window, TimeSpan PauseMax, double FailureRatio, int CallsMin)
{
    // What Polly takes, and what anybody would wait for.
    private static readonly TimeSpan WindowMin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WindowMax = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The window is the longest budget of those that call the service: calls that ran into it are then seen beside those that began with
    /// them. Example: a budget of 2 s, a window and a first pause of 2 s; a service that goes away is called for 1.6 s more at 80 %.
    /// </summary>
    public static BreakerSettings For(string service, Plan plan, BreakerOptions options)
    {
        var budget = plan.Routes.Where(route => Array.Exists(route.Parts, part => part.Service == service))
            .Select(route => route.Budget).DefaultIfEmpty(plan.Budget).Max();
        var window = budget < WindowMin ? WindowMin : budget > WindowMax ? WindowMax : budget;
        return new(window, window > options.PauseMax ? window : options.PauseMax, options.FailuresPercent / 100.0, options.CallsMin);
    }

    /// <summary>How long nothing is asked, after so many probes that failed.</summary>
    public TimeSpan Pause(int probes)
    {
        var pause = Window * Math.Pow(2, Math.Clamp(probes, 0, 20));
        return pause < PauseMax ? pause : PauseMax;
    }
}
