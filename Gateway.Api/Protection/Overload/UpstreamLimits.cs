using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Api.Composition;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.Overload;

/// <summary>One limit for each service, whoever calls it: composed answers and routes that pass through share what it can do.</summary>
internal sealed class UpstreamLimits
{
    /// <summary>Services come from the configuration; a bound keeps a defect there from growing this for ever.</summary>
    private const int ServicesMax = 1_000;

    private readonly ConcurrentDictionary<string, AdaptiveLimit> limits = new(StringComparer.OrdinalIgnoreCase);
    private readonly OverloadOptions options;
    private readonly TimeProvider time;
    private readonly AdaptiveLimit others;

    public UpstreamLimits(IOptions<OverloadOptions> options, IMeterFactory meters, TimeProvider time)
    {
        (this.options, this.time) = (options.Value, time);
        others = new(this.options, time);
        var meter = meters.Create(CompositionMetrics.Name);
        meter.CreateObservableGauge("gateway.upstream.limit", () => Read(limit => limit.Limit), "{call}", "Calls that may be under way to a service.");
        meter.CreateObservableGauge("gateway.upstream.calls", () => Read(limit => limit.InFlight), "{call}", "Calls under way to a service.");
    }

    /// <summary>The limit of a service by its name, which for routes that pass through is the name of the cluster.</summary>
    public AdaptiveLimit Of(string service) =>
        limits.TryGetValue(service, out var limit) ? limit
        : limits.Count >= ServicesMax ? others
        : limits.GetOrAdd(service, static (_, self) => new(self.options, self.time), this);

    private IEnumerable<Measurement<int>> Read(Func<AdaptiveLimit, int> read) =>
        limits.Select(pair => new Measurement<int>(read(pair.Value), new KeyValuePair<string, object?>("gateway.service", pair.Key)));
}
