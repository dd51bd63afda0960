using System.Diagnostics.Metrics;

namespace Gateway.Api.WarmUp;

/// <summary>
/// One meter for all figures of a composer that is not the gateway's own, and that goes with it: a meter shared by many would keep the gauges of each, and
/// with them all that they read.
/// </summary>
/// <param name="name">Name of the meter, whatever is asked for.</param>
internal sealed class OwnMeter(string name) : IMeterFactory
{
    private readonly Meter meter = new(name);

    public Meter Create(MeterOptions options) => meter;

    public void Dispose() => meter.Dispose();
}
