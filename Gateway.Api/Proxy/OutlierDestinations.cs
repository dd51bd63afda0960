using System.Globalization;
using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Proxy;

/// <summary>
/// Takes a node out of its cluster that refuses a connection, or fails several times in a row (metadata <c>Outlier.Failures</c>,
/// default 5) while others do not: for the cluster's reactivation period, and longer each time that it comes back no better. Never more
/// than half of the nodes: what all of them do is no outlier. 503 is not counted, since it says "too much" and taking a node out makes
/// it more for the others; neither is what a client caused.
/// </summary>
internal sealed class OutlierDestinations(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    private const int FailuresByDefault = 5;
    private const int PeriodsMax = 6;
    private static readonly TimeSpan PeriodByDefault = TimeSpan.FromSeconds(5);

    private readonly ConditionalWeakTable<DestinationState, Record> records = [];

    public string Name => "Outlier";

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        switch (Judge(context))
        {
            case Verdict.Good:
                records.GetOrCreateValue(destination).Good();
                break;
            case Verdict.Unreachable:
                Eject(cluster, destination, records.GetOrCreateValue(destination));
                break;
            case Verdict.Failed when records.GetOrCreateValue(destination) is var record && record.Failed() >= FailuresOf(cluster):
                Eject(cluster, destination, record);
                break;
        }
    }

    private static Verdict Judge(HttpContext context) => context.GetForwarderErrorFeature() switch
    {
        null => context.Response.StatusCode switch
        {
            StatusCodes.Status500InternalServerError or StatusCodes.Status502BadGateway or StatusCodes.Status504GatewayTimeout => Verdict.Failed,
            StatusCodes.Status503ServiceUnavailable => Verdict.None,
            _ => Verdict.Good,
        },
        { Error: ForwarderError.Request, Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } } => Verdict.Unreachable,
        { Error: ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination } => Verdict.Failed,
        _ => Verdict.None,
    };

    private void Eject(ClusterState cluster, DestinationState destination, Record record)
    {
        var all = cluster.DestinationsState.AllDestinations;
        var ejected = all.Count(other => other != destination && other.Health.Passive == DestinationHealth.Unhealthy);
        if ((ejected + 1) * 2 > all.Count)
        {
            return;
        }

        var period = cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? PeriodByDefault;
        health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, period * record.Ejected(PeriodsMax));
    }

    private static int FailuresOf(ClusterState cluster) =>
        cluster.Model.Config.Metadata is { } metadata && metadata.TryGetValue("Outlier.Failures", out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var failures) && failures > 0
            ? failures
            : FailuresByDefault;

    private enum Verdict
    {
        None,
        Good,
        Failed,
        Unreachable,
    }

    /// <summary>What is known of a node.</summary>
    private sealed class Record
    {
        private int failures;
        private int ejections;

        public void Good()
        {
            // Most answers are good: only the first after a failure writes.
            if (Volatile.Read(ref failures) > 0)
            {
                Volatile.Write(ref failures, 0);
            }
            else if (Volatile.Read(ref ejections) > 0)
            {
                Interlocked.Decrement(ref ejections);
            }
        }

        public int Failed() => Interlocked.Increment(ref failures);

        public int Ejected(int max)
        {
            Volatile.Write(ref failures, 0);
            return Math.Min(Interlocked.Increment(ref ejections), max);
        }
    }
}
