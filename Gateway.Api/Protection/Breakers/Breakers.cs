using System.Diagnostics.Metrics;
using Gateway.Api.Composition;
using Gateway.Api.Composition.Plans;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Gateway.Api.Protection.Breakers;

/// <summary>One breaker for each service, whoever calls it: composed answers and routes that pass through tell it what they saw.</summary>
internal sealed partial class Breakers : IDisposable
{
    private readonly PerService<Breaker> breakers;
    private readonly BreakerOptions options;
    private readonly PlanStore plans;
    private readonly ILogger<Breakers> logger;
    private readonly Counter<long> refused;
    private readonly Counter<long> opened;
    private readonly IDisposable subscription;

    public Breakers(IOptions<BreakerOptions> options, PlanStore plans, IMeterFactory meters, TimeProvider time, ILogger<Breakers> logger)
    {
        (this.options, this.plans, this.logger) = (options.Value, plans, logger);
        breakers = new(service => new(service, SettingsFor(service), time, Changed), new("", settings: null, time, Changed));
        var meter = meters.Create(CompositionMetrics.Name);
        refused = meter.CreateCounter<long>("gateway.breaker.refused", "{call}", "Calls that failed at once, since their service only fails.");
        opened = meter.CreateCounter<long>("gateway.breaker.opened", "{opening}", "Times that a service's breaker opened.");
        meter.CreateObservableGauge("gateway.breaker.state", Read, "{state}", "Whether a service is called: 0 closed, 1 half-open, 2 open.");
        subscription = ChangeToken.OnChange(plans.GetChangeToken, Renew);
    }

    /// <summary>The breaker of a service by its name, which for routes that pass through is the name of the cluster.</summary>
    public Breaker Of(string service) => breakers.Of(service);

    /// <summary>State of a service's breaker; closed where nobody has called it.</summary>
    public BreakerState StateOf(string service) => breakers.TryFind(service, out var breaker) ? breaker.State : BreakerState.Closed;

    /// <summary>Services that are not called at present, or by a probe only.</summary>
    public IReadOnlyList<Breaker> NotClosed() =>
        [.. breakers.Known.Select(known => known.Value).Where(breaker => breaker.State != BreakerState.Closed).OrderBy(breaker => breaker.Service, StringComparer.Ordinal)];

    /// <summary>A call failed at once.</summary>
    public void Refused(Breaker breaker) => refused.Add(1, new KeyValuePair<string, object?>("gateway.service", breaker.Service));

    public void Dispose() => subscription.Dispose();

    private BreakerSettings? SettingsFor(string service) => options.Enabled ? BreakerSettings.For(service, plans.Current, options) : null;

    /// <summary>Another plan may mean another budget: a breaker that goes by the old one makes room, closed, for one that goes by the new.</summary>
    private void Renew()
    {
        foreach (var (service, breaker) in breakers.Known)
        {
            if (breaker.Settings != SettingsFor(service))
            {
                breakers.Forget(service, breaker);
            }
        }
    }

    private void Changed(Breaker breaker, BreakerState state, TimeSpan pause)
    {
        switch (state)
        {
            case BreakerState.Open:
                opened.Add(1, new KeyValuePair<string, object?>("gateway.service", breaker.Service));
                Log.Opened(logger, breaker.Service, pause);
                break;
            case BreakerState.Closed:
                Log.Closed(logger, breaker.Service);
                break;
        }
    }

    private IEnumerable<Measurement<int>> Read() =>
        breakers.Known.Select(known => new Measurement<int>((int)known.Value.State, new KeyValuePair<string, object?>("gateway.service", known.Value.Service)));
}
