using Gateway.Api.Proxy;

namespace Gateway.Api.Composition.Parts;

/// <summary>The connections to services. Their handler knows no retries: the plan's are the only ones.</summary>
internal sealed class PartTransport(HttpMessageHandler handler) : IDisposable
{
    private readonly HttpMessageInvoker invoker = new(handler);

    /// <param name="options">Sockets to one address, and the time that one takes to open.</param>
    /// <param name="limits">Stand before the sockets.</param>
    public static PartTransport OverSockets(UpstreamOptions options, DelegatingHandler limits)
    {
        limits.InnerHandler = Sockets(options);
        return new(limits);
    }

    private static SocketsHttpHandler Sockets(UpstreamOptions options) => new()
    {
        MaxConnectionsPerServer = options.ConnectionsPerAddressMax,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ConnectTimeout = options.ConnectTimeout,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    };

    /// <summary>Answers once the headers are there; the body is read from the connection.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        invoker.SendAsync(request, cancellationToken);

    public void Dispose() => invoker.Dispose();
}
