using System.Diagnostics.Metrics;

namespace Gateway.Api.WarmUp;

/// <summary>
/// One meter for all figures of a composer that is not the gateway's own, and that goes with it: a meter shared by many would keep the gauges of each, and
/// with them all that they read. It is its meter's scope, as the factory of a host is: who listens to the gateway's own figures does not hear these.
/// </summary>
internal sealed class OwnMeter : IMeterFactory
{
    private readonly Meter meter;

    /// <param name="name">Name of the meter, whatever is asked for.</param>
    public OwnMeter(string name) => meter = new(new MeterOptions(name) { Scope = this });

    public Meter Create(MeterOptions options) => meter;

    public void Dispose() => meter.Dispose();
}
