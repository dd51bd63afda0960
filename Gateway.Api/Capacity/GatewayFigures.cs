using Gateway.Api.Composition;
using Gateway.Api.WarmUp;
using ServiceDefaults.LiveFigures;

namespace Gateway.Api.Capacity;

/// <summary>What a gateway tells of itself every second.</summary>
internal static class GatewayFigures
{
    private static readonly InstrumentSource Composed = new(CompositionMetrics.Name, "gateway.composition.duration");

    public static void Choose(FigureSet figures) => figures
        // Probes and readers of figures are no load. A hub's request counts when it ends.
        .Frequency("requestsPerSecond", "req/s", new InstrumentSource("Microsoft.AspNetCore.Hosting", "http.server.request.duration")
            .Except("http.route", "/health", "/alive", CapacityEndpoint.Path, "/console/settings", "/console/services", "/console/compositions", Rehearsal.PagePath, Rehearsal.PartPath))
        .Frequency("composedPerSecond", "req/s", Composed)
        .Durations("composed", Composed)
        .Rate("callsPerSecond", "calls/s", new(CompositionMetrics.Name, "gateway.calls"))
        .Level("connections", "connections", new("Microsoft.AspNetCore.Server.Kestrel", "kestrel.active_connections"))
        .Level("upstreamConnections", "connections", new("System.Net.Http", "http.client.open_connections"));
}
