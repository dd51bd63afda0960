using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Pooling;

namespace Gateway.Api.Composition.Wire;

/// <summary>
/// GETs over HTTP/1.1 to services without TLS, for parts: it reads of an answer what a part needs, and makes no object for the rest.
/// Everything else is called by the framework's client.
/// </summary>
internal sealed class WireClient : IDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(15);

    /// <summary>How late a figure of connections may be.</summary>
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, WireHost?> hosts = new(StringComparer.Ordinal);
    private readonly WireSettings settings;
    private readonly ITimer sweep;
    private readonly ITimer counting;
    private int count;

    public WireClient(WireSettings settings)
    {
        this.settings = settings;
        sweep = settings.Time.CreateTimer(static self => ((WireClient)self!).Sweep(), this, SweepEvery, SweepEvery);
        counting = settings.Time.CreateTimer(static self => ((WireClient)self!).Count(), this, CountEvery, CountEvery);
    }

    /// <summary>Whom to call for <paramref name="origin"/>, or null where it is not for this client.</summary>
    public WireHost? HostOf(string origin) =>
        hosts.TryGetValue(origin, out var host) ? host
        : Volatile.Read(ref count) >= WireSettings.HostsMax ? null
        : hosts.GetOrAdd(origin, Create);

    /// <summary>Asks, and answers once the head of the answer is there; the body is read from the connection.</summary>
    /// <exception cref="WireException">There is no answer.</exception>
    /// <exception cref="OperationCanceledException">The time is over.</exception>
    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public async ValueTask<WireAnswer> SendAsync(WireHost host, WireRequest request, CancellationToken cancellationToken)
    {
        var began = settings.Time.GetTimestamp();
        using var span = WireFigures.Span(host, request.Address);
        var (status, fault) = (0, (string?)nameof(WireFault.Broken));
        host.Counts.Began();
        try
        {
            for (var isNew = false; ; isNew = true)
            {
                var connection = await host.TakeAsync(isNew, cancellationToken);
                var wasUsed = connection.IsUsed;
                var clock = cancellationToken.UnsafeRegister(static connection => ((WireConnection)connection!).GiveUp(), connection);
                try
                {
                    await connection.AskAsync(request, host.Lines, span ?? Activity.Current);
                    (status, fault) = (connection.Head.Status, null);
                    return new(host, connection, clock);
                }
                catch (Exception exception)
                {
                    // The clock first: it must not end a connection that is another call's already.
                    await clock.DisposeAsync();
                    connection.GiveUp();
                    host.Return(connection);
                    cancellationToken.ThrowIfCancellationRequested();
                    if (!wasUsed || exception is not WireException { Fault: WireFault.Lost })
                    {
                        throw;
                    }

                    // The service closed it while it was idle: a new one tells whether the service is there.
                }
            }
        }
        catch (WireException exception)
        {
            fault = exception.Fault.ToString();
            throw;
        }
        catch (OperationCanceledException)
        {
            fault = nameof(OperationCanceledException);
            throw;
        }
        finally
        {
            settings.Figures.Ended(host, status, fault, settings.Time.GetElapsedTime(began));
            WireFigures.Tell(span, status, fault);
        }
    }

    public void Dispose()
    {
        sweep.Dispose();
        counting.Dispose();
        foreach (var host in hosts.Values)
        {
            host?.Dispose();
        }

        Count();
    }

    private WireHost? Create(string origin)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            return null;
        }

        Interlocked.Increment(ref count);
        return new(uri, settings);
    }

    private void Sweep()
    {
        foreach (var host in hosts.Values)
        {
            host?.Sweep();
        }
    }

    private void Count()
    {
        foreach (var host in hosts.Values)
        {
            host?.Count();
        }
    }
}
