using System.Net;

namespace Gateway.Api.WarmUp;

/// <summary>Metadata of what the gateway asks itself: it is no client, and takes from no client's limit.</summary>
internal sealed class OwnRequests(WarmUp warmUp)
{
    /// <summary>Whether a request is one of them: while it warms up, and from this machine. All others are counted like any.</summary>
    public bool Has(HttpContext context) =>
        warmUp.Running is not null && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from);
}
