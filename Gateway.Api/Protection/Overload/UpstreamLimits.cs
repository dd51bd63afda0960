using System.Diagnostics.Metrics;
using Gateway.Api.Composition;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.Overload;

/// <summary>One limit for each service, whoever calls it: composed answers and routes that pass through share what it can do.</summary>
internal sealed class UpstreamLimits
{
    private readonly PerService<AdaptiveLimit> limits;

    public UpstreamLimits(IOptions<OverloadOptions> options, GatewayLimit gateway, IMeterFactory meters, TimeProvider time)
    {
        limits = new(Create, Create(""));
        AdaptiveLimit Create(string service) => new(options.Value, time, () => gateway.WaitMs, () => gateway.StoodStillMs, () => OthersSlowed(service));
        var meter = meters.Create(CompositionMetrics.Name);
        meter.CreateObservableGauge("gateway.upstream.limit", () => Read(limit => limit.Limit), "{call}", "Calls that may be under way to a service.");
        meter.CreateObservableGauge("gateway.upstream.calls", () => Read(limit => limit.InFlight), "{call}", "Calls under way to a service.");
    }

    /// <summary>The limit of a service by its name, which for routes that pass through is the name of the cluster.</summary>
    public AdaptiveLimit Of(string service) => limits.Of(service);

    private bool OthersSlowed(string service) =>
        limits.Known.Any(other => other.Value.HasSlowed && !string.Equals(other.Key, service, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<Measurement<int>> Read(Func<AdaptiveLimit, int> read) =>
        limits.Known.Select(pair => new Measurement<int>(read(pair.Value), new KeyValuePair<string, object?>("gateway.service", pair.Key)));
}
