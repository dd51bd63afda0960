using System.Net;
using System.Net.Sockets;

namespace Webhooks;

/// <summary>
/// Addresses that a request on somebody else's behalf must not reach: this machine, its networks, and what lies behind
/// them. What is not a public unicast address is refused (IANA's special-purpose registries), and so are the addresses by which
/// clouds answer their own machines.
/// </summary>
internal static class Addresses
{
    private static readonly IPNetwork[] Refused4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),          // this network
        IPNetwork.Parse("10.0.0.0/8"),         // private
        IPNetwork.Parse("100.64.0.0/10"),      // shared by carriers; some clouds' metadata
        IPNetwork.Parse("127.0.0.0/8"),        // loopback
        IPNetwork.Parse("168.63.129.16/32"),   // Azure's own, public by number only
        IPNetwork.Parse("169.254.0.0/16"),     // link-local, and the metadata of clouds
        IPNetwork.Parse("172.16.0.0/12"),      // private
        IPNetwork.Parse("192.0.0.0/24"),       // protocol assignments
        IPNetwork.Parse("192.0.2.0/24"),       // documentation
        IPNetwork.Parse("192.88.99.0/24"),     // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"),     // private
        IPNetwork.Parse("198.18.0.0/15"),      // benchmarks
        IPNetwork.Parse("198.51.100.0/24"),    // documentation
        IPNetwork.Parse("203.0.113.0/24"),     // documentation
        IPNetwork.Parse("224.0.0.0/4"),        // multicast
        IPNetwork.Parse("240.0.0.0/4"),        // reserved, broadcast
    ];

    /// <summary>Today all public unicast addresses lie in here.</summary>
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Refused6 =
    [
        IPNetwork.Parse("2001::/23"),          // protocol assignments, Teredo among them
        IPNetwork.Parse("2001:db8::/32"),      // documentation
        IPNetwork.Parse("3fff::/20"),          // documentation
    ];

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <param name="address">A resolved address.</param>
    /// <param name="allowsLoopback">Loopback is allowed: in Development.</param>
    public static bool IsAllowed(IPAddress address, bool allowsLoopback)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsAllowed(address.MapToIPv4(), allowsLoopback);
        }

        if (IPAddress.IsLoopback(address))
        {
            return allowsLoopback;
        }

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Refused4.Any(network => network.Contains(address)),
            AddressFamily.InterNetworkV6 => IsAllowed6(address),
            _ => false,
        };
    }

    /// <summary>What carries an IPv4 address inside is as good as that.</summary>
    private static bool IsAllowed6(IPAddress address)
    {
        // A scope names an interface of this machine.
        if (address.ScopeId != 0)
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        if (Translated.Contains(address))
        {
            return IsAllowed(new IPAddress(bytes.AsSpan(12, 4)), allowsLoopback: false);
        }

        if (SixToFour.Contains(address))
        {
            return IsAllowed(new IPAddress(bytes.AsSpan(2, 4)), allowsLoopback: false);
        }

        return Global6.Contains(address) && !Refused6.Any(network => network.Contains(address));
    }
}
