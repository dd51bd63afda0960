using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Gateway.Api.Composition.Pooling;

namespace Gateway.Api.Composition.Wire;

/// <summary>The connections to one address. A call takes one that is idle, the latest first, or opens one; above the bound it waits.</summary>
internal sealed class WireHost : IDisposable
{
    private readonly Lock exclusive = new();
    private readonly List<WireConnection> idle = [];
    private readonly SemaphoreSlim free;
    private readonly WireSettings settings;
    private bool isClosed;

    public WireHost(Uri origin, WireSettings settings)
    {
        this.settings = settings;
        free = new(settings.ConnectionsMax, settings.ConnectionsMax);
        (Name, Port) = (origin.IdnHost, origin.Port);
        Address = IPAddress.TryParse(origin.IdnHost, out var address) ? new IPEndPoint(address, origin.Port) : new DnsEndPoint(origin.IdnHost, origin.Port);
        var name = origin.HostNameType == UriHostNameType.IPv6 ? origin.Host : origin.IdnHost;
        Lines = Encoding.ASCII.GetBytes($"Host: {(origin.IsDefaultPort ? name : $"{name}:{origin.Port}")}\r\nAccept: application/json\r\n");
    }

    /// <summary>The lines that every request to it has.</summary>
    public byte[] Lines { get; }

    public string Name { get; }

    /// <summary>Boxed once, for figures and spans.</summary>
    public object Port { get; }

    private EndPoint Address { get; }

    /// <summary>What is told of its connections and calls.</summary>
    public WireCounts Counts { get; } = new();

    /// <summary>What the instruments were told of them.</summary>
    public ToldCounts Told { get; } = new();

    /// <summary>A connection that nobody else uses, until it is given back.</summary>
    /// <param name="isNew">Whether one that was used before will not do.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WireException">The address takes no connection.</exception>
    public ValueTask<WireConnection> TakeAsync(bool isNew, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || !free.Wait(0, CancellationToken.None))
        {
            return WaitAsync(isNew, cancellationToken);
        }

        return !isNew && TakeIdle() is { } connection ? new(connection) : OpenAsync(cancellationToken);
    }

    /// <summary>Tells the figures what has changed.</summary>
    public void Count() => settings.Figures.Tell(this);

    /// <summary>Gives a connection back; one that cannot carry another call is closed.</summary>
    public void Return(WireConnection connection)
    {
        var mayCarryAnother = connection.MayCarryAnother;
        connection.Rest();
        if (!mayCarryAnother || settings.Time.GetElapsedTime(connection.OpenedAt) >= WireSettings.LifetimeMax || !TryRest(connection))
        {
            Close(connection);
        }

        free.Release();
    }

    /// <summary>Closes what nobody has used for a while, some at a time.</summary>
    public void Sweep()
    {
        for (var closed = 0; closed < WireSettings.ClosedAtOnceMax && TakeOld() is { } old; closed++)
        {
            Close(old);
        }
    }

    public void Dispose()
    {
        lock (exclusive)
        {
            isClosed = true;
        }

        while (Pop() is { } connection)
        {
            Close(connection);
        }
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private async ValueTask<WireConnection> WaitAsync(bool isNew, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        return !isNew && TakeIdle() is { } connection ? connection : await OpenAsync(cancellationToken);
    }

    /// <summary>Another connection, for a caller who was let in.</summary>
    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private async ValueTask<WireConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var channel = await settings.ConnectAsync(Address, cancellationToken);
            Counts.Opened();
            return new(channel, settings.Time.GetTimestamp(), settings.Buffers);
        }
        catch
        {
            free.Release();
            throw;
        }
    }

    private bool TryRest(WireConnection connection)
    {
        lock (exclusive)
        {
            if (isClosed)
            {
                return false;
            }

            connection.IdleSince = settings.Time.GetTimestamp();
            Counts.Rests();
            idle.Add(connection);
            return true;
        }
    }

    private WireConnection? TakeIdle()
    {
        while (Pop() is { } connection)
        {
            if (connection.IsQuiet)
            {
                return connection;
            }

            Close(connection);
        }

        return null;
    }

    private WireConnection? Pop()
    {
        lock (exclusive)
        {
            return idle.Count == 0 ? null : TakeAt(idle.Count - 1);
        }
    }

    /// <summary>The one that was used longest ago, where that is long ago: they lie in that order.</summary>
    private WireConnection? TakeOld()
    {
        lock (exclusive)
        {
            var longest = idle.Count > WireSettings.KeptIdle ? WireSettings.SpareIdleMax : WireSettings.IdleMax;
            return idle.Count == 0 || settings.Time.GetElapsedTime(idle[0].IdleSince) < longest ? null : TakeAt(0);
        }
    }

    private WireConnection TakeAt(int index)
    {
        var connection = idle[index];
        idle.RemoveAt(index);
        Counts.Wakes();
        return connection;
    }

    private void Close(WireConnection connection)
    {
        connection.Dispose();
        Counts.Closed();
    }
}
