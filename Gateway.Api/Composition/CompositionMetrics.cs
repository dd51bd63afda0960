using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gateway.Api.Composition.Plans;

namespace Gateway.Api.Composition;

/// <summary>Figures of compositions, on the meter <c>Gateway</c>.</summary>
internal sealed class CompositionMetrics
{
    public const string Name = "Gateway";

    public const string Complete = "complete";
    public const string Partial = "partial";
    public const string Refused = "refused";
    public const string ClientGone = "client-gone";

    private readonly Histogram<double> compositionDuration;
    private readonly Histogram<double> partDuration;
    private readonly Counter<long> renewals;
    private long calls;
    private long extraCalls;

    public CompositionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        compositionDuration = meter.CreateHistogram<double>(
            "gateway.composition.duration", "s", "Time from the request to the composed answer.");
        partDuration = meter.CreateHistogram<double>(
            "gateway.part.duration", "s", "Time of one part, retries included.");
        // A request makes five calls: they are counted, and read when somebody asks.
        meter.CreateObservableCounter("gateway.calls", () => Volatile.Read(ref calls), "{call}", "Calls to services for composed answers, each retry by itself.");
        meter.CreateObservableCounter("gateway.calls.extra", () => Volatile.Read(ref extraCalls), "{call}", "Retries, hedges and replays among the calls.");
        renewals = meter.CreateCounter<long>("gateway.cache.renewals", "{renewal}", "Kept answers renewed behind a stale one.");
    }

    public static ActivitySource Source { get; } = new(Name);

    public void Called() => Interlocked.Increment(ref calls);

    public void CalledAgain() => Interlocked.Increment(ref extraCalls);

    public void Renewed(ComposedPart part, string? reason) =>
        renewals.Add(1, new("gateway.part", part.Name), new("gateway.outcome", reason ?? Complete));

    public void Composed(ComposedRoute route, PartOutcome[] parts, string outcome, TimeSpan elapsed)
    {
        compositionDuration.Record(elapsed.TotalSeconds, new("gateway.composition", route.Name), new("gateway.outcome", outcome));
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Origin != PartOrigin.None)
            {
                partDuration.Record(
                    parts[i].Elapsed.TotalSeconds, new("gateway.composition", route.Name), new("gateway.part", route.Parts[i].Name),
                    new("gateway.outcome", parts[i].Reason ?? Complete));
            }
        }
    }
}
