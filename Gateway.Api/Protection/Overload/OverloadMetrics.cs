using System.Diagnostics.Metrics;
using Gateway.Api.Composition;

namespace Gateway.Api.Protection.Overload;

/// <summary>Figures of what was refused, on the meter <c>Gateway</c>.</summary>
internal sealed class OverloadMetrics
{
    /// <summary>The gateway itself has too much to do.</summary>
    public const string Gateway = "gateway";

    /// <summary>An upstream has as many calls as it can do.</summary>
    public const string Upstream = "upstream";

    private readonly Counter<long> shed;

    public OverloadMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(CompositionMetrics.Name);
        shed = meter.CreateCounter<long>("gateway.shed", "{call}", "Requests and calls that were refused because more was asked than is served.");
    }

    /// <param name="by">Whose limit it was.</param>
    /// <param name="service">Service that would have been called.</param>
    public void Shed(string by, string service) => shed.Add(1, new("gateway.shed.by", by), new("gateway.service", service));
}
