using System.Diagnostics.Metrics;

namespace Gateway.Api.AccessLog;

/// <summary>Rate, errors and duration by route, on the meter <c>Gateway</c>.</summary>
internal sealed class RouteMetrics
{
    /// <summary>A connection or answer that stays open as long as its client likes.</summary>
    public const string Stream = "stream";

    private readonly Histogram<double> duration;

    public RouteMetrics(IMeterFactory meters) => duration = meters.Create("Gateway").CreateHistogram<double>(
        "gateway.route.duration", "s", "Time of a request by the route or composition that it met; its count is the rate, its outcome the errors.");

    /// <summary>A request is over.</summary>
    public void Ended(string route, string outcome, TimeSpan elapsed) =>
        duration.Record(elapsed.TotalSeconds, new("gateway.route", route), new("gateway.outcome", outcome));

    /// <summary>One of a few words for how a request ended.</summary>
    public static string OutcomeOf(int status, bool isGone) => status switch
    {
        _ when isGone => "client-gone",
        StatusCodes.Status429TooManyRequests => "limited",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        StatusCodes.Status504GatewayTimeout => "timeout",
        >= 500 => "error",
        >= 400 => "refused",
        _ => "ok",
    };
}
