using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Chat.Api.Delivery;

/// <summary>The clients of this node.</summary>
internal sealed class Connections(
    IOptions<DeliveryOptions> options, ChatMetrics metrics, TimeProvider time, ILogger<ChatConnection> logger)
{
    private readonly ConcurrentDictionary<string, ChatConnection> all = new();
    private readonly ConcurrentDictionary<string, int> byUser = new();

    public int Count => all.Count;

    /// <summary>One after the other and without a list of them, also while some come and go.</summary>
    public IEnumerable<ChatConnection> All => all.Select(known => known.Value);

    /// <summary>How many connections the user has on this node.</summary>
    public int CountOf(string user) => byUser.GetValueOrDefault(user);

    public void Add(HubConnectionContext socket)
    {
        var connection = new ChatConnection(socket, options.Value, metrics, time, logger);
        if (all.TryAdd(socket.ConnectionId, connection))
        {
            metrics.Connected(1);
            byUser.AddOrUpdate(connection.User, 1, (_, count) => count + 1);
        }
    }

    public void Remove(HubConnectionContext socket)
    {
        if (!all.TryRemove(socket.ConnectionId, out var connection))
        {
            return;
        }

        metrics.Connected(-1);
        byUser.AddOrUpdate(connection.User, 0, (_, count) => count - 1);
        byUser.TryRemove(KeyValuePair.Create(connection.User, 0));
        // Before the rooms are looked at: a join that has not added its room by now sees that the connection has ended.
        connection.Close();
        foreach (var room in connection.Rooms.Values)
        {
            room.Leave(connection);
        }
    }

    /// <exception cref="RefusedException">The connection has just ended.</exception>
    public ChatConnection Require(string connectionId) => all.TryGetValue(connectionId, out var connection) && !connection.IsEnded
        ? connection
        : throw Ended();

    public static RefusedException Ended() => RefusedException.Unavailable(ErrorCodes.Unavailable, "The connection has ended.");
}
