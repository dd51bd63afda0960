using Chat.Api.Delivery;
using Chat.Api.Presence;
using Chat.Api.Tests.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Chat.Api.Tests.Presence;

/// <summary>Who is there is right on all nodes, whatever becomes of connections, nodes and Redis.</summary>
public sealed class PresenceTests(ChatNodes nodes)
{
    private static readonly TimeSpan DeathIsSeenWithin = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_user_is_there_once_with_any_number_of_connections_and_leaves_with_the_last(bool messagePack)
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann", messagePack);
        var seen = await PresenceView.OpenAsync(ann, room);
        await using var here = await TestClient.ConnectAsync(nodes.First, $"bob-{room}");
        await using var hereToo = await TestClient.ConnectAsync(nodes.First, $"bob-{room}");
        await using var there = await TestClient.ConnectAsync(nodes.Second, $"bob-{room}");
        await here.JoinAsync(room);
        await hereToo.JoinAsync(room);
        await there.JoinAsync(room);
        await seen.ShowsAsync($"ann bob-{room}");

        await here.DisposeAsync();
        await hereToo.LeaveAsync(room);
        await GoneFromAsync(nodes.First, room, $"bob-{room}");
        await using var cem = await TestClient.ConnectAsync(nodes.First, "cem");
        await cem.JoinAsync(room);
        await seen.ShowsAsync($"ann bob-{room} cem");
        Assert.False(seen.SawLeave($"bob-{room}"));

        await there.DisposeAsync();
        await seen.ShowsAsync("ann cem");
        var asked = await cem.Hub.InvokeAsync<PresenceAnswer>("GetPresence", room);
        Assert.Equal((2, "ann cem"), (asked.Online, string.Join(' ', asked.Users!)));
    }

    [Fact]
    public async Task In_a_large_room_only_the_count_is_told_and_the_list_when_it_is_small_again()
    {
        await using var node = await ChatNode.StartAsync(nodes.RedisConnection, nodes.Chatdb, "--Chat:PresenceNamesMax=2");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        await using var cem = await TestClient.ConnectAsync(node, "cem");
        var seen = await PresenceView.OpenAsync(ann, room);
        await bob.JoinAsync(room);
        await seen.ShowsAsync("ann bob");

        await cem.JoinAsync(room);
        var large = await seen.CountsAsync(3);
        var asked = await ann.Hub.InvokeAsync<PresenceAnswer>("GetPresence", room);
        await bob.LeaveAsync(room);
        var small = await seen.CountsAsync(2);

        Assert.Equal((0, 0, false), (large!.Joined.Count, large.Left.Count, large.Complete));
        Assert.Equal((3, null), (asked.Online, asked.Users));
        Assert.True(small!.Complete);
        Assert.Equal("ann cem", seen.Seen());
    }

    [Fact]
    public async Task The_users_of_a_node_that_sleeps_or_dies_are_gone_within_5_seconds_and_back_when_it_wakes()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, nodes.Postgres);
        await using var process = await ChatProcess.StartAsync(stores.RedisServer.ConnectionString, stores.Chatdb);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        var seen = await PresenceView.OpenAsync(ann, "lobby");
        await using var bob = await TestClient.ConnectAsync(process.Address, "bob");
        await bob.JoinAsync("lobby");
        await seen.ShowsAsync("ann bob");

        await process.SignalAsync("STOP");
        await seen.ShowsAsync("ann", DeathIsSeenWithin);
        await process.SignalAsync("CONT");
        await seen.ShowsAsync("ann bob");

        await process.SignalAsync("KILL");
        await seen.ShowsAsync("ann", DeathIsSeenWithin);
        await Eventually.BecomesAsync(
            "the dead node to leave nothing in Redis", () => KeysAsync(stores, "chat:*:node:*"), keys => keys.Length == 1);
        Assert.Single(await stores.Redis.GetDatabase().SetMembersAsync("chat:presence"));
    }

    [Fact]
    public async Task After_Redis_was_emptied_all_who_are_there_are_there_again()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, nodes.Postgres);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await using var cem = await TestClient.ConnectAsync(stores.Nodes[1], "cem");
        var seen = await PresenceView.OpenAsync(ann, "lobby");
        await bob.JoinAsync("lobby");
        await cem.JoinAsync("lobby");
        await seen.ShowsAsync("ann bob cem");

        await stores.Redis.GetServers().Single().FlushAllDatabasesAsync();
        await cem.DisposeAsync();

        await seen.ShowsAsync("ann bob");
        await Eventually.BecomesAsync(
            "all to be in Redis", async () => (await ann.Hub.InvokeAsync<PresenceAnswer>("GetPresence", "lobby")).Users!, users => users is ["ann", "bob"]);
    }

    [Fact]
    public async Task A_client_that_was_too_busy_to_be_told_gets_the_whole_list_when_it_has_caught_up()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        using var reader = await PausedReader.ConnectAsync(nodes.First, "slow", room);
        var slow = await Eventually.BecomesAsync(
            "the slow client to be in the room",
            () => Task.FromResult(nodes.First.Services.GetRequiredService<LocalRooms>().Find(room)!.Members.SingleOrDefault(member => member.User == "slow")),
            member => member is not null);

        // It reads nothing: 6 MB are more than the sockets and the pipe between hold, and less than it is cut off for.
        var text = new string('x', 4_000);
        for (var sent = 0; sent < 1_500; sent += 50)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ann.SendAsync(room, text)));
        }

        await ann.AppendedAsync(room, 1_500);
        Assert.True(slow!.IsBusy);

        // A client of the same node hears of bob in the moment in which the slow one is passed over, and not before.
        var seen = await PresenceView.OpenAsync(ann, room);
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await bob.JoinAsync(room);
        await seen.ShowsAsync("ann bob slow");
        var heard = await reader.ReadUntilAsync(said => said.Contains("\"target\":\"PresenceChanged\"", StringComparison.Ordinal)
            && said.Contains("\"joined\":[\"ann\",\"bob\",\"slow\"],\"left\":[],\"complete\":true", StringComparison.Ordinal));

        Assert.DoesNotContain("\"target\":\"Cut\"", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_came_and_left_while_a_node_heard_nothing_is_seen_when_it_hears_again()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, nodes.Postgres);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await using var cem = await TestClient.ConnectAsync(stores.Nodes[1], "cem");
        // Keeps the room open on that node: a room is opened by a subscription.
        await using var dan = await TestClient.ConnectAsync(stores.Nodes[1], "dan");
        var seen = await PresenceView.OpenAsync(ann, "lobby");
        await bob.JoinAsync("lobby");
        await dan.JoinAsync("lobby");
        await seen.ShowsAsync("ann bob dan");

        // Again and again, so that what changes meanwhile is published to nobody, for all that the subscriptions come back quickly.
        for (var i = 0; i < 20; i++)
        {
            await stores.Redis.GetServers().Single().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await (i == 5 ? bob.LeaveAsync("lobby") : i == 10 ? cem.JoinAsync("lobby") : Task.CompletedTask);
        }

        await seen.ShowsAsync("ann cem dan");
    }

    [Fact]
    public async Task Nothing_is_left_of_a_room_that_everybody_has_left()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, nodes.Postgres);
        await using (var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann"))
        {
            await (await PresenceView.OpenAsync(ann, "lobby")).ShowsAsync("ann");
        }

        await Eventually.BecomesAsync("the room's keys to be gone", () => KeysAsync(stores, "chat:*:here:*"), keys => keys.Length == 0);
        Assert.Empty(await KeysAsync(stores, "chat:*:node:*"));
    }

    [Fact]
    public async Task Who_is_in_a_room_is_told_to_its_members_only()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");

        Assert.Equal(ErrorCodes.NotAMember, await TestClient.CodeOfAsync(() => ann.Hub.InvokeAsync<PresenceAnswer>("GetPresence", room)));
        Assert.Equal(ErrorCodes.RoomNotFound, await TestClient.CodeOfAsync(() => ann.Hub.InvokeAsync<PresenceAnswer>("GetPresence", "no-such-room")));
    }

    private static Task GoneFromAsync(ChatNode node, string room, string user) => Eventually.BecomesAsync(
        $"{user} to be out of {room} on one node",
        () => Task.FromResult(node.Services.GetRequiredService<LocalRooms>().Find(room)!.Members.Count(member => member.User == user)),
        count => count == 0);

    private static async Task<string[]> KeysAsync(OwnStores stores, string pattern)
    {
        var keys = new List<string>();
        await foreach (var key in stores.Redis.GetServers().Single().KeysAsync(pattern: pattern))
        {
            keys.Add(key.ToString());
        }

        return [.. keys];
    }
}
