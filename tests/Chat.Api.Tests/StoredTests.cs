using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Microsoft.AspNetCore.SignalR;
using StackExchange.Redis;
using Support;

namespace Chat.Api.Tests;

/// <summary>Whoever waits for a commit hears of it, and nobody else does.</summary>
public sealed class StoredTests(ChatNodes nodes)
{
    [Fact]
    public async Task All_connections_of_the_sender_hear_of_the_commit_and_a_reader_does_not()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var here = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var there = await TestClient.ConnectAsync(nodes.Second, "ann");
        await using var reader = await TestClient.ConnectAsync(nodes.Second, "bob");
        foreach (var client in (TestClient[])[here, there, reader])
        {
            await client.JoinAsync(room);
        }

        await here.SendAsync(room, "hers");
        await here.StoredAsync(room, 1);
        await there.StoredAsync(room, 1);
        // News of one room come in order: had the first commit been told to the reader, it would stand before this one.
        await reader.SendAsync(room, "his");
        await reader.StoredAsync(room, 2);

        Assert.Equal([2L], reader.StoredInOrder(room));
    }

    [Fact]
    public async Task A_client_that_sends_again_or_comes_back_hears_what_was_stored_meanwhile()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var first = await TestClient.ConnectAsync(nodes.First, "ann");
        await first.JoinAsync(room);
        var id = TestClient.NewId();
        var receipt = await first.SendAsync(room, "once", id);
        await first.StoredAsync(room, 1);
        await first.DisposeAsync();

        await using var resumed = await TestClient.ConnectAsync(nodes.Second, "ann");
        await resumed.JoinAsync(room, new Position(receipt.Epoch, receipt.Sequence));
        await resumed.StoredAsync(room, 1);

        await using var retrying = await TestClient.ConnectAsync(nodes.Second, "ann");
        await retrying.JoinAsync(room);
        Assert.Equal(receipt, await retrying.SendAsync(room, "once", id));
        await retrying.StoredAsync(room, 1);
    }

    [Fact]
    public async Task A_message_that_went_with_Redis_is_not_acknowledged_because_later_ones_are_stored()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared: null);
        await using var node = await stores.StartNodeAsync("--Chat:Durability=Postgres", "--Chat:StoredTimeout=00:00:40");
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        await ann.JoinAsync("lobby");
        await bob.JoinAsync("lobby");
        await ann.SendAsync("lobby", "stored");
        await stores.Postgres.KillAsync();
        var id = TestClient.NewId();
        var lost = TestClient.CodeOfAsync(() => ann.SendAsync("lobby", "lost", id));
        await bob.AppendedAsync("lobby", 2);

        await stores.RedisServer.EmptyAsync();
        await stores.Postgres.StartAsync();
        await Eventually.BecomesAsync("bob's message to be stored", () => TryAsync(() => bob.SendAsync("lobby", "later")), receipt => receipt is not null);

        Assert.Equal(ErrorCodes.NotStored, await lost.WaitAsync(TimeSpan.FromSeconds(30)));
        await Eventually.BecomesAsync("the same id to be taken anew", () => TryAsync(() => ann.SendAsync("lobby", "lost", id)), receipt => receipt is { Epoch: > 1 });
        Assert.Single(await node.ReadStoredAsync("lobby"), entry => entry.Text == "lost");
    }

    private static async Task<SendReceipt?> TryAsync(Func<Task<SendReceipt>> send)
    {
        try
        {
            return await send();
        }
        catch (HubException)
        {
            return null;
        }
    }

    [Fact]
    public async Task News_of_a_commit_that_went_astray_are_found_when_the_subscription_is_back()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared: null);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await ann.JoinAsync("lobby");
        await stores.Postgres.KillAsync();
        await ann.SendAsync("lobby", "waits");
        var database = stores.Redis.GetDatabase();
        var counter = (RedisKey)$"chat:{{p{stores.PartitionOf("lobby"):00}}}:counter:lobby";

        // Whoever commits now tells a node that cannot hear it: as another node does whose news are lost.
        await database.HashSetAsync(counter, "stored", 1);
        Assert.Empty(ann.StoredInOrder("lobby"));
        await stores.Redis.GetServers().Single().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");

        await ann.StoredAsync("lobby", 1);
        await stores.Postgres.StartAsync();
    }
}
