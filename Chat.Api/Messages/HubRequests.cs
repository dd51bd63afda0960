using Microsoft.Extensions.Primitives;

namespace Chat.Api.Messages;

/// <summary>What a request wants of the hub, as routing and SignalR read it: what is limited must not look like something else by another spelling.</summary>
internal static class HubRequests
{
    /// <summary>Routing makes no difference between upper and lower case.</summary>
    public static bool IsForHub(this HttpRequest request) => request.Path.StartsWithSegments(MessageSetup.HubPath, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A request with an id belongs to a connection that has been negotiated: long polling and server-sent events go on. A negotiation begins a new
    /// one whatever its query says, and an id that is empty is none.
    /// </summary>
    public static bool BeginsConnection(this HttpRequest request) =>
        request.Path.StartsWithSegments(MessageSetup.HubPath, StringComparison.OrdinalIgnoreCase, out var rest)
        && (rest.StartsWithSegments("/negotiate", StringComparison.OrdinalIgnoreCase) || StringValues.IsNullOrEmpty(request.Query["id"]));
}
