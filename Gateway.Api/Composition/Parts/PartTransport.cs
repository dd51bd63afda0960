namespace Gateway.Api.Composition.Parts;

/// <summary>The connections to services. Their handler knows no retries: the plan's are the only ones.</summary>
internal sealed class PartTransport(HttpMessageHandler handler) : IDisposable
{
    /// <summary>Sockets to one address of a service: at 5,000 calls a second of 100 ms, 500 are busy.</summary>
    private const int ConnectionsPerAddressMax = 512;

    private readonly HttpMessageInvoker invoker = new(handler);

    public static PartTransport OverSockets() => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = ConnectionsPerAddressMax,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ConnectTimeout = TimeSpan.FromSeconds(1),
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    });

    /// <summary>Answers once the headers are there; the body is read from the connection.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        invoker.SendAsync(request, cancellationToken);

    public void Dispose() => invoker.Dispose();
}
