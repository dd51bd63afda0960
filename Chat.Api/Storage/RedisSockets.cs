using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Chat.Api.Storage;

/// <summary>
/// The sockets that the Redis client has opened last. Ending one makes the client connect and subscribe anew at once, as it
/// does after any broken connection; by itself it takes a connection for dead only after four timeouts of silence, and one
/// that carries subscriptions alone hardly ever.
/// </summary>
internal sealed class RedisSockets(TimeProvider time)
{
    /// <summary>The client has one connection per server and kind: what was there before is gone.</summary>
    private readonly ConcurrentDictionary<(EndPoint Server, ConnectionType Type), (Socket Socket, long OpenedAt)> opened = new();

    public void Add(EndPoint server, ConnectionType type, Socket socket) => opened[(server, type)] = (socket, time.GetTimestamp());

    /// <summary>Ends connections to the server; answers how many.</summary>
    /// <param name="server">As the client names it.</param>
    /// <param name="age">A connection that is younger gets its chance.</param>
    /// <param name="onlySubscriptions">Leaves the connection for commands alone where there is another for subscriptions.</param>
    public int End(EndPoint server, TimeSpan age, bool onlySubscriptions)
    {
        // With RESP3 one connection does both.
        var both = !onlySubscriptions || !opened.ContainsKey((server, ConnectionType.Subscription));
        return (End(server, ConnectionType.Subscription, age) ? 1 : 0)
            + (both && End(server, ConnectionType.Interactive, age) ? 1 : 0);
    }

    private bool End(EndPoint server, ConnectionType type, TimeSpan age)
    {
        if (!opened.TryGetValue((server, type), out var found) || time.GetElapsedTime(found.OpenedAt) < age)
        {
            return false;
        }

        try
        {
            // The client reads an end of stream and disposes the socket itself.
            found.Socket.Shutdown(SocketShutdown.Both);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Not connected yet, or not any more: the client is at work on it.
            return false;
        }
    }
}
