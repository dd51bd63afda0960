using System.Diagnostics;
using Gateway.Api.Composition.Plans;

namespace Gateway.Api.Composition.Tracing;

/// <summary>
/// One span for each part of a composed answer, with its calls beneath it: where the answer came from, what was tried again, why it is
/// missing. Where nobody listens there is no span, and nothing is allocated for one.
/// </summary>
internal static class PartTrace
{
    /// <summary>Events of a span: what was done beside the first call.</summary>
    public const string Retry = "retry";
    public const string Hedge = "hedge";
    public const string Replay = "replay";
    public const string AnotherNode = "another-node";
    public const string Refused = PartReasons.CircuitOpen;

    /// <summary>Begins the span of a part; the calls that follow stand beneath it.</summary>
    public static Activity? Start(ComposedPart part)
    {
        if (Spans.Start(part.SpanName) is not { } span)
        {
            return null;
        }

        span.SetTag("gateway.part", part.Name);
        span.SetTag("gateway.service", part.Service);
        return span;
    }

    /// <summary>Says on the span how the part came to its answer, or why it has none.</summary>
    public static void Tell(Activity? span, in PartOutcome outcome)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        span.SetTag("gateway.part.origin", OriginOf(outcome.Origin));
        if (outcome.Reason is { } reason)
        {
            span.SetTag("gateway.part.reason", reason);
            if (reason is not (PartReasons.NotFound or PartReasons.OverCap))
            {
                span.SetStatus(ActivityStatusCode.Error, reason);
            }
        }
    }

    /// <summary>Notes on the running part's span what was done; nothing where there is none.</summary>
    public static void Note(string what)
    {
        if (CompositionMetrics.Source.HasListeners() && Current() is { } span)
        {
            span.AddEvent(new(what));
        }
    }

    /// <summary>The part waits for a call that another request has made.</summary>
    public static void Coalesced()
    {
        if (CompositionMetrics.Source.HasListeners() && Current() is { } span)
        {
            span.SetTag("gateway.part.coalesced", true);
        }
    }

    private static Activity? Current() =>
        Activity.Current is { IsAllDataRequested: true } span && ReferenceEquals(span.Source, CompositionMetrics.Source) ? span : null;

    private static string OriginOf(PartOrigin origin) => origin switch
    {
        PartOrigin.Call => "call",
        PartOrigin.Hit => "hit",
        PartOrigin.Stale => "stale",
        PartOrigin.Fallback => "fallback",
        _ => "none",
    };
}
