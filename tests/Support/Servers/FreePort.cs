using System.Net;
using System.Net.Sockets;

namespace Support.Servers;

/// <summary>A TCP port of 127.0.0.1 that nobody listened on a moment ago.</summary>
public static class FreePort
{
    /// <summary>Asks the operating system for a port.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
