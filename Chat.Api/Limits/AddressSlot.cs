using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Chat.Api.Limits;

/// <summary>
/// Which bucket an address counts for. Addresses share a fixed number of buckets: strangers can open as many connections
/// as they like and never take more memory.
/// </summary>
internal sealed class AddressSlot(IOptions<LimitOptions> options)
{
    private const int Slots = 16_384;

    /// <summary>An IPv6 household owns 2^64 addresses: it counts by its /64.</summary>
    private const int PrefixBytes = 8;
    private readonly System.Net.IPNetwork[] proxies = [.. options.Value.Proxies.Select(network => System.Net.IPNetwork.Parse(network))];

    /// <summary>Null for this machine, and where the address is a trusted proxy's own: whoever is behind it was not told.</summary>
    public int? Of(HttpContext? context)
    {
        if (context?.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
        {
            return null;
        }

        // The middleware moves the proxy's address into this header when it puts the client's in its place.
        var isTold = context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName);
        return isTold || !Array.Exists(proxies, network => network.Contains(Plain(address))) ? SlotOf(Plain(address)) : null;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static int SlotOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var hash = default(HashCode);
        hash.AddBytes(bytes[..(address.AddressFamily == AddressFamily.InterNetworkV6 ? PrefixBytes : length)]);
        // Seeded anew by each process: nobody can choose whose bucket to share.
        return (int)((uint)hash.ToHashCode() % Slots);
    }
}
