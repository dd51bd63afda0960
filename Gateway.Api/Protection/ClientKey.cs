using System.Net;
using System.Net.Sockets;

namespace Gateway.Api.Protection;

/// <summary>Who a request counts for: the signed-in user, else the network it comes from.</summary>
internal static class ClientKey
{
    private const int PrefixBytes = 8;

    public static string Of(HttpContext context) =>
        context.User.FindFirst("sub") is { } user ? $"user:{user.Value}" : $"net:{NetworkOf(context.Connection.RemoteIpAddress)}";

    /// <summary>An IPv6 household owns 2^64 addresses: it counts by its /64, or one client would be as many as it likes.</summary>
    private static string NetworkOf(IPAddress? address)
    {
        if (address is null or { AddressFamily: AddressFamily.InterNetwork } || address.IsIPv4MappedToIPv6)
        {
            return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : $"{address}";
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[PrefixBytes..].Clear();
        return new IPAddress(bytes).ToString();
    }
}
