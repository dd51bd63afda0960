using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Gateway.Api.Proxy;

/// <summary>
/// What the framework's client tells of itself at each call and nobody reads: a connection that becomes busy and idle again is four changes, a call that
/// begins and ends two, which is more than all other figures of a proxied request. The time of a call and its wait for a connection stay, and
/// <c>/capacity</c> has the connections all the same.
/// </summary>
internal static class ClientFigures
{
    private static readonly string[] Unread = ["http.client.open_connections", "http.client.active_requests"];

    public static IServiceCollection AddClientFigures(this IServiceCollection services) =>
        services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddView(Choose));

    /// <summary>Instruments of the gateway's own client have the same names and are told once a second: those are made by a factory, which is their scope.</summary>
    internal static MetricStreamConfiguration? Choose(Instrument instrument) =>
        instrument.Meter is { Name: "System.Net.Http", Scope: null } && Unread.Contains(instrument.Name) ? MetricStreamConfiguration.Drop : null;
}
