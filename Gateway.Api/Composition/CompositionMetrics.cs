using System.Diagnostics;
using System.Diagnostics.Metrics;

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
    private readonly Counter<long> calls;

    public CompositionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        compositionDuration = meter.CreateHistogram<double>(
            "gateway.composition.duration", "s", "Time from the request to the composed answer.");
        partDuration = meter.CreateHistogram<double>(
            "gateway.part.duration", "s", "Time of one part, retries included.");
        calls = meter.CreateCounter<long>("gateway.calls", "{call}", "Calls to services for composed answers, each retry by itself.");
    }

    public static ActivitySource Source { get; } = new(Name);

    public void Called() => calls.Add(1);

    public void Composed(ComposedRoute route, PartAnswer[] answers, string outcome, TimeSpan elapsed)
    {
        compositionDuration.Record(elapsed.TotalSeconds, new("gateway.composition", route.Name), new("gateway.outcome", outcome));
        for (var i = 0; i < answers.Length; i++)
        {
            partDuration.Record(
                answers[i].Elapsed.TotalSeconds, new("gateway.composition", route.Name), new("gateway.part", route.Parts[i].Name),
                new("gateway.outcome", answers[i].Reason ?? Complete));
        }
    }
}
