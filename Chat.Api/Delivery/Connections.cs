using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Chat.Api.Delivery;

/// <summary>The clients of this node.</summary>
internal sealed class Connections(
    IOptions<DeliveryOptions> options, ChatMetrics metrics, TimeProvider time, ILogger<ChatConnection> logger)
{
    private readonly ConcurrentDictionary<string, ChatConnection> all = new();

    public int Count => all.Count;

    public IEnumerable<ChatConnection> All => all.Values;

    public void Add(HubConnectionContext socket)
    {
        if (all.TryAdd(socket.ConnectionId, new(socket, options.Value, metrics, time, logger)))
        {
            metrics.Connected(1);
        }
    }

    public void Remove(HubConnectionContext socket)
    {
        if (!all.TryRemove(socket.ConnectionId, out var connection))
        {
            return;
        }

        metrics.Connected(-1);
        connection.Close();
        foreach (var room in connection.Rooms.Values)
        {
            room.Leave(connection);
        }
    }

    /// <exception cref="RefusedException">The connection has just ended.</exception>
    public ChatConnection Require(string connectionId) => all.TryGetValue(connectionId, out var connection)
        ? connection
        : throw RefusedException.Unavailable(ErrorCodes.Unavailable, "The connection has ended.");
}
