using System.Buffers;
using System.Net;
using Gateway.Api.Proxy;

namespace Gateway.Api.Composition.Wire;

/// <summary>What all connections of the parts share.</summary>
internal sealed class WireSettings(UpstreamOptions options, WireFigures figures, TimeProvider time)
{
    /// <summary>Addresses that have connections of their own here; services beyond are called by the framework's client.</summary>
    public const int HostsMax = 1_024;

    /// <summary>Time in which a connection may carry further calls: names may mean other addresses by then.</summary>
    public static readonly TimeSpan LifetimeMax = TimeSpan.FromMinutes(5);

    /// <summary>Time after which a connection that nobody uses is closed: the last few of an address, which the next call would miss.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(1);

    /// <summary>The same for the others: what a spike has opened is not held long after it.</summary>
    public static readonly TimeSpan SpareIdleMax = TimeSpan.FromSeconds(10);

    /// <summary>How many connections the last few are.</summary>
    public const int KeptIdle = 8;

    /// <summary>Connections to one address that are closed at one time, once a second: closing costs as much as opening.</summary>
    public const int ClosedAtOnceMax = 64;

    /// <summary>Connections to one address.</summary>
    public int ConnectionsMax => options.ConnectionsPerAddressMax;

    public WireFigures Figures { get; } = figures;

    public TimeProvider Time { get; } = time;

    /// <summary>What lends each call its buffer.</summary>
    public MemoryPool<byte> Buffers { get; init; } = MemoryPool<byte>.Shared;

    /// <summary>Opens a connection; a test may put another channel here.</summary>
    public Func<EndPoint, CancellationToken, ValueTask<IWireChannel>> ConnectAsync { get; init; } =
        (address, cancellationToken) => SocketChannel.ConnectAsync(address, options.ConnectTimeout, cancellationToken);
}
