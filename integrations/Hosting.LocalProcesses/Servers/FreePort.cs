using System.Net;
using System.Net.Sockets;

namespace Hosting.LocalProcesses.Servers;

/// <summary>
/// A TCP port of 127.0.0.1 that nobody listened on a moment ago. None of those that the operating system gives to outgoing connections:
/// until a server is there, any connection of another program could take such a port, even the one that asks whether the server listens.
/// </summary>
public static class FreePort
{
    private const int First = 15_000;

    /// <summary>Linux gives 32,768 and above to outgoing connections, other systems 49,152 and above.</summary>
    private const int Count = 32_768 - First;

    // Elsewhere in every process: several ask at once.
    private static int next = Random.Shared.Next(Count);

    /// <summary>Another one with each call.</summary>
    public static int Next()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref next) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port of 127.0.0.1 from {First} to {First + Count - 1} is free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
