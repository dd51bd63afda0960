using Chat.Api.Delivery;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Chat.Api.Tests;

/// <summary>Whoever leaves while it joins leaves nothing behind.</summary>
public sealed class EarlyLeaverTests(ChatNodes nodes)
{
    private readonly LocalRooms rooms = nodes.First.Services.GetRequiredService<LocalRooms>();

    [Fact]
    public async Task A_room_whose_first_member_left_while_it_was_being_opened_is_unsubscribed()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rooms.HoldAsync(room, new CancellationToken(canceled: true)));

        // The second is subscribed behind the first, whose turn it was: by now both have been.
        var held = await rooms.HoldAsync(room, CancellationToken.None);
        Assert.Equal(1, await SubscribersAsync(room));
        held.Release();

        await Eventually.BecomesAsync("the room to be unsubscribed", () => SubscribersAsync(room), count => count == 0, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_join_that_ends_after_its_connection_is_refused_and_nobody_is_left_in_the_room()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        var socket = new PipedSocket($"ghost-{Guid.NewGuid()}");
        var connections = nodes.First.Services.GetRequiredService<Connections>();
        connections.Add(socket.Hub);
        var connection = connections.Require(socket.Hub.ConnectionId);
        connections.Remove(socket.Hub);

        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => nodes.First.Services.GetRequiredService<Joining>().JoinAsync(connection, room, null, CancellationToken.None));

        Assert.Equal(ErrorCodes.Unavailable, refused.Code);
        Assert.Empty(connection.Rooms);
        Assert.Null(rooms.Find(room));
    }

    /// <summary>Connections to Redis that are subscribed to the room: a node has one.</summary>
    private async Task<long> SubscribersAsync(string room)
    {
        var channel = nodes.First.Services.GetRequiredService<Storage.Partitions>().Of(room).Channel;
        var answer = (StackExchange.Redis.RedisResult[])(await nodes.Redis.GetServers()[0].ExecuteAsync("PUBSUB", "SHARDNUMSUB", channel))!;
        return (long)answer[1];
    }
}
