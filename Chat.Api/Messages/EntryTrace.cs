using System.Diagnostics;

namespace Chat.Api.Messages;

/// <summary>
/// Carries the trace of a send through Redis: 48 characters beside the entry's body, and only where somebody records the
/// trace. Deliveries on other nodes become children of the append; the persister's transaction, which is about many, links to it.
/// </summary>
internal static class EntryTrace
{
    /// <summary>A batch may be of thousands; this many show where it came from.</summary>
    private const int LinksMax = 32;
    private const int TraceIdLength = 32;
    private const int Length = 48;

    /// <summary>Trace id and span id; null where the span is not recorded.</summary>
    public static string? Of(Activity? activity) =>
        activity is { Recorded: true, IdFormat: ActivityIdFormat.W3C } ? $"{activity.TraceId}{activity.SpanId}" : null;

    /// <summary>A span for handing the entry to this node's members; null where the sender's is not recorded or nobody listens.</summary>
    public static Activity? Delivery(Sequenced sequenced, int receivers)
    {
        if (Context(sequenced.Trace) is not { } parent)
        {
            return null;
        }

        var activity = ChatMetrics.Activities.StartActivity("chat deliver", ActivityKind.Consumer, parent);
        activity?.SetTag("chat.room", sequenced.Entry.Room);
        activity?.SetTag("chat.receivers", receivers);
        activity?.SetTag("chat.origin", sequenced.IsOwn ? "append" : "redis");
        return activity;
    }

    /// <summary>A span for one transaction of the persister, linked to the appends of its entries.</summary>
    public static Activity? Persist(IEnumerable<string> traces)
    {
        if (!ChatMetrics.Activities.HasListeners())
        {
            return null;
        }

        var links = traces.Select(Context).OfType<ActivityContext>().Take(LinksMax).Select(context => new ActivityLink(context));
        return ChatMetrics.Activities.StartActivity("chat persist", ActivityKind.Internal, parentContext: default, links: links);
    }

    private static ActivityContext? Context(string? trace) =>
        trace is { Length: Length } && trace.All(char.IsAsciiHexDigitLower) && ChatMetrics.Activities.HasListeners()
            ? new ActivityContext(
                ActivityTraceId.CreateFromString(trace.AsSpan(0, TraceIdLength)),
                ActivitySpanId.CreateFromString(trace.AsSpan(TraceIdLength)),
                ActivityTraceFlags.Recorded,
                isRemote: true)
            : null;
}
