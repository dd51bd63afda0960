using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Api.Protection.Resets;

/// <summary>
/// Lets the connections of an HTTP/2 endpoint open streams in turns (docs/decisions/0023). With TLS of its own an endpoint's frames cannot be
/// seen from here: all passes, in turns that mean nothing.
/// </summary>
internal static class StreamTurns
{
    /// <summary>Of two hundred that the server would hold for one connection: with sixteen a flood took a third more memory.</summary>
    private const int StreamsPerTurn = 8;

    public static void UseStreamTurns(this KestrelServerOptions options) => options.ConfigureEndpointDefaults(endpoint => endpoint.Use(next =>
        endpoint.Protocols == HttpProtocols.Http2
            ? connection =>
            {
                connection.Transport = new Transport(new TurnReader(connection.Transport.Input, StreamsPerTurn), connection.Transport.Output);
                return next(connection);
            }
            : next));

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
