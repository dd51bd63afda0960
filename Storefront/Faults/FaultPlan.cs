using System.Text.Json.Serialization;
using ServiceDefaults.Errors;

namespace Storefront.Faults;

/// <summary>How a service misbehaves: what <c>GET|PUT /faults</c> reads and writes. All zero: not at all.</summary>
/// <param name="LatencyMs">Added to every answer, 0 to 60,000 milliseconds.</param>
/// <param name="JitterMs">Random addition on top, 0 to 60,000 milliseconds.</param>
/// <param name="ErrorRate">Share of answers that are errors, 0 to 1.</param>
/// <param name="Status">Status of those errors, 400 to 599.</param>
/// <param name="Hang">Never answers: a request ends when its caller gives up.</param>
/// <param name="MaxConcurrency">Requests served at once, 0 (no limit) to 10,000; others wait in line.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FaultPlan(
    int LatencyMs = 0, int JitterMs = 0, double ErrorRate = 0, int Status = StatusCodes.Status500InternalServerError,
    bool Hang = false, int MaxConcurrency = 0)
{
    private const int DelayMsMax = 60_000;
    private const int ConcurrencyMax = 10_000;

    public static FaultPlan None { get; } = new();

    /// <summary>Why the plan cannot be used, or null.</summary>
    public Refusal? Refuse()
    {
        var wrong = this switch
        {
            { LatencyMs: < 0 or > DelayMsMax } => $"latencyMs is {LatencyMs}; allowed: 0 to {DelayMsMax}.",
            { JitterMs: < 0 or > DelayMsMax } => $"jitterMs is {JitterMs}; allowed: 0 to {DelayMsMax}.",
            { ErrorRate: not (>= 0 and <= 1) } => FormattableString.Invariant($"errorRate is {ErrorRate}; allowed: 0 to 1."),
            { Status: < 400 or > 599 } => $"status is {Status}; allowed: 400 to 599.",
            { MaxConcurrency: < 0 or > ConcurrencyMax } => $"maxConcurrency is {MaxConcurrency}; allowed: 0 (no limit) to {ConcurrencyMax}.",
            _ => null,
        };
        return wrong is null ? null : new(ErrorCodes.FaultInvalid, StatusCodes.Status400BadRequest, wrong);
    }
}
