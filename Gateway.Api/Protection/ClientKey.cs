using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Gateway.Api.Protection;

/// <summary>Who a request counts for: the signed-in user, else the network it comes from.</summary>
internal static class ClientKey
{
    private const int PrefixBytes = 8;

    // A connection has one object for its address, and many requests.
    private static readonly ConditionalWeakTable<IPAddress, string> Networks = [];

    // Not by the context's user, which makes one for whoever has none.
    public static string Of(HttpContext context) =>
        context.Features.Get<IHttpAuthenticationFeature>()?.User?.FindFirst("sub") is { } user ? $"user:{user.Value}"
        : context.Connection.RemoteIpAddress is { } address ? Networks.GetValue(address, static address => $"net:{NetworkOf(address)}")
        : "net:";

    /// <summary>An IPv6 household owns 2^64 addresses: it counts by its /64, or one client would be as many as it likes.</summary>
    private static string NetworkOf(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6)
        {
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[PrefixBytes..].Clear();
        return new IPAddress(bytes).ToString();
    }
}
