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
    /// <summary>How late a figure of connections may be, and a connection that is to be closed.</summary>
    private static readonly TimeSpan TendEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, WireHost?> hosts = new(StringComparer.Ordinal);
    private readonly WireSettings settings;
    private readonly ITimer tending;
    private int count;

    public WireClient(WireSettings settings)
    {
        this.settings = settings;
        tending = settings.Time.CreateTimer(static self => ((WireClient)self!).Tend(), this, TendEvery, TendEvery);
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
        var (status, fault, end) = (0, (string?)nameof(WireFault.Broken), CallEnd.Of(WireFault.Broken));
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
                    (status, fault, end) = (connection.Head.Status, null, CallEnd.Of(connection.Head.Status));
                    return new(host, connection, clock, wasUsed ? 0 : connection.OpenedAt - began);
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
            (fault, end) = (exception.Fault.ToString(), CallEnd.Of(exception.Fault));
            throw;
        }
        catch (OperationCanceledException)
        {
            (fault, end) = (nameof(OperationCanceledException), CallEnd.GivenUp);
            throw;
        }
        finally
        {
            host.Counts.Ended(end, settings.Time.GetElapsedTime(began));
            WireFigures.Tell(span, status, fault);
        }
    }

    public void Dispose()
    {
        tending.Dispose();
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

    private void Tend()
    {
        foreach (var host in hosts.Values)
        {
            host?.Sweep();
        }

        Count();
    }

    private void Count()
    {
        foreach (var host in hosts.Values)
        {
            host?.Count();
        }
    }
}
