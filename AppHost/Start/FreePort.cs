using System.Net;
using System.Net.Sockets;

namespace AppHost.Start;

/// <summary>Ports that the operating system gives away; each is asked for while the earlier ones are still held.</summary>
internal static class FreePort
{
    private static readonly HashSet<int> Given = [];

    /// <summary>A TCP port of 127.0.0.1 that nobody listens on and that was not given before.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }
}
