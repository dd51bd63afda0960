using System.Diagnostics;

namespace Gateway.Api.Composition.Tracing;

/// <summary>
/// Spans of the gateway. Beneath a request that no sampler wanted there is none: that is decided once, with the request, and not asked again
/// for each part and each call.
/// </summary>
internal static class Spans
{
    /// <summary>A span that has begun; null where nobody listens or the trace is not recorded.</summary>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) =>
        CompositionMetrics.Source.HasListeners() && Activity.Current is not { IsAllDataRequested: false }
            ? CompositionMetrics.Source.StartActivity(name, kind)
            : null;
}
