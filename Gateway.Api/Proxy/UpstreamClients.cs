using Gateway.Api.Protection.Overload;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Api.Proxy;

/// <summary>The client of a cluster: its sockets are bounded, and its calls count against what the service can do (<see cref="UpstreamCall"/>).</summary>
internal sealed class UpstreamClients(
    ILogger<ForwarderHttpClientFactory> logger, UpstreamDoor door, IOptions<UpstreamOptions> options) : ForwarderHttpClientFactory(logger)
{
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(20);

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        // The trace goes along by the call's own step.
        handler.ActivityHeadersPropagator = null;
        handler.ConnectTimeout = options.Value.ConnectTimeout;
        // What a spike has opened is not held long after it: the newest is used first, so the others become idle.
        handler.PooledConnectionIdleTimeout = IdleMax;
        handler.PlaintextStreamFilter = static (connection, _) =>
            new(connection.NegotiatedHttpVersion.Major == 1 ? new ExchangeStream(connection.PlaintextStream) : connection.PlaintextStream);
        if (context.NewConfig.MaxConnectionsPerServer is null)
        {
            handler.MaxConnectionsPerServer = options.Value.ConnectionsPerAddressMax;
        }
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new UpstreamCall(door, Admission.IsBounded(context.NewMetadata) ? context.ClusterId : null) { InnerHandler = base.WrapHandler(context, handler) };
}
