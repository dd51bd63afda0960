using Gateway.Api.Composition.Wire;
using Gateway.Api.Protection.Overload;
using Gateway.Api.Proxy;

namespace Gateway.Api.Composition.Parts;

/// <summary>
/// The connections to services: our own to those without TLS, the framework's to others. Neither knows retries: the plan's are the only ones.
/// </summary>
/// <param name="handler">The framework's client.</param>
/// <param name="wire">Our own, or null where everything goes by <paramref name="handler"/>.</param>
/// <param name="door">The limits of services, for calls by <paramref name="wire"/>; <paramref name="handler"/> asks them itself.</param>
internal sealed class PartTransport(HttpMessageHandler handler, WireClient? wire = null, UpstreamDoor? door = null) : IDisposable
{
    private readonly HttpMessageInvoker invoker = new(handler);

    /// <param name="options">Sockets to one address, and the time that one takes to open.</param>
    /// <param name="limits">Stand before the sockets of the framework's client.</param>
    /// <param name="wire">Our own client.</param>
    /// <param name="door">The same limits.</param>
    public static PartTransport OverSockets(UpstreamOptions options, DelegatingHandler limits, WireClient wire, UpstreamDoor door)
    {
        limits.InnerHandler = Sockets(options);
        return new(limits, options.FrameworkClient ? null : wire, door);
    }

    private static SocketsHttpHandler Sockets(UpstreamOptions options) => new()
    {
        MaxConnectionsPerServer = options.ConnectionsPerAddressMax,
        PooledConnectionLifetime = WireSettings.LifetimeMax,
        PooledConnectionIdleTimeout = WireSettings.IdleMax,
        ConnectTimeout = options.ConnectTimeout,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    };

    /// <summary>Answers once the headers are there; the body is read from the connection.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        invoker.SendAsync(request, cancellationToken);

    /// <summary>Whom our own client would call, or null where the address is not for it.</summary>
    public WireHost? WireTo(string origin) => wire?.HostOf(origin);

    /// <summary>Asks for room at the service, for a call by <see cref="SendAsync(WireHost, WireRequest, CancellationToken)"/>; false where there is none.</summary>
    /// <param name="service">Whom it goes to.</param>
    /// <param name="isOptional">Whether an answer can do without it.</param>
    /// <param name="seat">To be left when the head of the answer is there, or will not come.</param>
    public bool TryEnter(string service, bool isOptional, out PartSeat seat)
    {
        seat = default;
        if (door is null)
        {
            return true;
        }

        var isIn = door.TryEnter(service, isOptional, out var limit, out var entry);
        seat = isIn ? new(limit, entry) : default;
        return isIn;
    }

    /// <summary>The same as the other, by our own client.</summary>
    /// <exception cref="WireException">There is no answer.</exception>
    public ValueTask<WireAnswer> SendAsync(WireHost host, WireRequest request, CancellationToken cancellationToken) =>
        wire!.SendAsync(host, request, cancellationToken);

    public void Dispose()
    {
        invoker.Dispose();
        wire?.Dispose();
    }
}
