using Microsoft.Extensions.Options;

namespace Gateway.Api.Proxy;

/// <summary>Connections to services, of composed answers and of routes that pass through (<c>Gateway:Upstreams</c>).</summary>
internal sealed class UpstreamOptions
{
    /// <summary>
    /// Sockets to one address of a service, 1 to 65,000, each for composed answers and for routes. Calls above wait for a socket, at
    /// most as many as <c>Gateway:Overload:UpstreamConcurrencyMax</c> allows. A cluster's own <c>MaxConnectionsPerServer</c> goes before.
    /// Default: 1,024, since at 5,000 calls a second of 100 ms 500 are busy.
    /// </summary>
    public int ConnectionsPerAddressMax { get; set; } = 1_024;

    /// <summary>Time in which a service must accept a connection, 10 ms to 1 minute. Default: 1 second.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether the framework's HTTP client makes the calls of composed answers also where a service has no TLS, which costs about 4 KB a
    /// call. Default: false; services without TLS are called by a client of the gateway's own.
    /// </summary>
    public bool FrameworkClient { get; set; }
}

internal sealed class UpstreamOptionsValidator : IValidateOptions<UpstreamOptions>
{
    private const int SocketsMax = 65_000;
    private static readonly TimeSpan TimeoutMin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, UpstreamOptions options) =>
        options.ConnectionsPerAddressMax is < 1 or > SocketsMax
            ? ValidateOptionsResult.Fail($"Gateway:Upstreams:ConnectionsPerAddressMax is {options.ConnectionsPerAddressMax}; allowed: 1 to {SocketsMax}.")
        : options.ConnectTimeout < TimeoutMin || options.ConnectTimeout > TimeoutMax
            ? ValidateOptionsResult.Fail($"Gateway:Upstreams:ConnectTimeout is {options.ConnectTimeout}; allowed: {TimeoutMin} to {TimeoutMax}.")
        : ValidateOptionsResult.Success;
}
