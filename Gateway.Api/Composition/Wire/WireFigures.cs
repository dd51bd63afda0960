using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Gateway.Api.Composition.Tracing;

namespace Gateway.Api.Composition.Wire;

/// <summary>
/// Figures of the calls. Connections and calls under way have the names that the framework's client gives them, meter, words and tags included:
/// whoever reads those sees the calls of parts among the others. How calls ended is added up by node instead of being measured one by one: the
/// parts that they are made for are, and a call has a span.
/// </summary>
internal sealed class WireFigures
{
    public const string Name = "System.Net.Http";

    private const string Method = "GET";
    private const string Busy = "active";
    private const string Idle = "idle";
    private static readonly object[] Statuses = [.. Enumerable.Range(0, 600).Select(status => (object)status)];

    private readonly Counter<long> calls;
    private readonly Counter<double> time;
    private readonly UpDownCounter<long> active;
    private readonly UpDownCounter<long> open;

    public WireFigures(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        active = meter.CreateUpDownCounter<long>("http.client.active_requests", "{request}", "Number of outbound HTTP requests that are currently active on the client.");
        open = meter.CreateUpDownCounter<long>("http.client.open_connections", "{connection}", "Number of outbound HTTP connections that are currently active or idle on the client.");
        var own = meters.Create(CompositionMetrics.Name);
        calls = own.CreateCounter<long>("gateway.node.calls", "{call}", "Calls of parts to a node of a service by how they ended.");
        time = own.CreateCounter<double>("gateway.node.time", "s", "Time that calls of parts to a node took until the head of the answer, added up.");
    }

    /// <summary>Tells what has changed at an address since the last time.</summary>
    public void Tell(WireHost host)
    {
        lock (host.Told)
        {
            var (counts, told) = (host.Counts, host.Told);
            told.Busy += Connections(host, Busy, counts.Busy - told.Busy);
            told.Idle += Connections(host, Idle, counts.Idle - told.Idle);
            told.Active += Active(host, counts.Active - told.Active);
            for (var end = 0; end < told.Ended.Length; end++)
            {
                told.Ended[end] += Ended(host, end, counts.EndedAs(end) - told.Ended[end]);
            }

            told.Time += Took(host, counts.Time - told.Time);
        }
    }

    /// <summary>A span of a call, where somebody listens.</summary>
    public static Activity? Span(WireHost host, string address)
    {
        var span = Spans.Start(Method, ActivityKind.Client);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("http.request.method", Method);
            span.SetTag("server.address", host.Name);
            span.SetTag("server.port", host.Port);
            span.SetTag("url.full", string.Create(CultureInfo.InvariantCulture, $"http://{host.Name}:{host.Port}{WithoutQuery(address)}"));
        }

        return span;
    }

    /// <summary>How the call of a span ended.</summary>
    public static void Tell(Activity? span, int status, string? fault)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        if (fault is null)
        {
            span.SetTag("http.response.status_code", Statuses[Math.Min(status, Statuses.Length - 1)]);
        }

        if (fault is not null || status >= StatusCodes.Status400BadRequest)
        {
            span.SetTag("error.type", fault ?? status.ToString(CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    // As the framework's client does it: a query may hold what no trace should.
    private static string WithoutQuery(string address) =>
        address.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? $"{address[..query]}?*" : address;

    private long Ended(WireHost host, int end, long more)
    {
        if (more != 0)
        {
            calls.Add(more, [new("server.address", host.Name), new("server.port", host.Port), new("gateway.outcome", CallEnd.Names[end])]);
        }

        return more;
    }

    private TimeSpan Took(WireHost host, TimeSpan more)
    {
        if (more != TimeSpan.Zero)
        {
            time.Add(more.TotalSeconds, [new("server.address", host.Name), new("server.port", host.Port)]);
        }

        return more;
    }

    private int Active(WireHost host, int change)
    {
        if (change != 0)
        {
            active.Add(change, [new("http.request.method", Method), new("server.address", host.Name), new("server.port", host.Port), new("url.scheme", "http")]);
        }

        return change;
    }

    private int Connections(WireHost host, string state, int change)
    {
        if (change != 0)
        {
            open.Add(
                change,
                [
                    new("http.connection.state", state), new("network.protocol.version", "1.1"), new("server.address", host.Name), new("server.port", host.Port), new("url.scheme", "http"),
                ]);
        }

        return change;
    }
}
