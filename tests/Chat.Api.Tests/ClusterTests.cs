using Chat.Api.Messages;
using Chat.Api.Storage;
using Chat.Api.Tests.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Support;

namespace Chat.Api.Tests;

/// <summary>Two nodes over a real Redis Cluster of three masters.</summary>
public sealed class ClusterTests(ChatNodes shared) : IAsyncLifetime
{
    private ClusterNodes nodes = null!;

    public async ValueTask InitializeAsync() => nodes = await ClusterNodes.StartAsync(shared.Postgres);

    public ValueTask DisposeAsync() => nodes.DisposeAsync();

    [Fact]
    public async Task A_conversation_across_nodes_has_one_order_is_resumed_and_stored_on_every_master()
    {
        var rooms = await RoomsOnAllMastersAsync();
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        foreach (var room in rooms)
        {
            await ann.JoinAsync(room);
            await bob.JoinAsync(room);
        }

        await Task.WhenAll(rooms.SelectMany(room => Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? ann : bob).SendAsync(room, $"message {i}"))));

        foreach (var room in rooms)
        {
            var first = await ann.AppendedAsync(room, 20);
            Assert.Equal(Sequences(1, 20), first.Select(entry => entry.Sequence));
            Assert.Equal(first.Select(entry => entry.Id), (await bob.AppendedAsync(room, 20)).Select(entry => entry.Id));
            await using var back = await TestClient.ConnectAsync(nodes.Second, "ann");
            Assert.Equal(Sequences(6, 20), (await back.JoinAsync(room, new(1, 5))).Entries.Select(entry => entry.Sequence));
            await Eventually.BecomesAsync($"{room} to be stored", () => nodes.First.ReadStoredAsync(room), stored => stored.Count == 20);
        }
    }

    [Fact]
    public async Task A_slot_that_moves_to_another_master_under_traffic_loses_nothing_and_delivery_goes_on()
    {
        var room = (await RoomsOnAllMastersAsync())[0];
        var slot = await SlotOfAsync(room);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        using var stop = new CancellationTokenSource();
        var sending = SendUntilAsync(ann, room, stop.Token);
        await bob.AppendedAsync(room, 20);

        var before = await nodes.Cluster.MasterOfAsync(slot);
        var after = await nodes.Cluster.MoveAsync(slot);
        Assert.NotEqual(before, after);
        Assert.Equal(after, await nodes.Cluster.MasterOfAsync(slot));
        var moved = bob.Appended.Count;
        await bob.AppendedAsync(room, moved + 50);
        await stop.CancelAsync();

        var receipts = await sending;
        var seen = await bob.AppendedAsync(room, receipts.Count);
        Assert.Equal(receipts.Select(receipt => (receipt.Epoch, receipt.Sequence, receipt.Id)), seen.Select(entry => (entry.Epoch, entry.Sequence, entry.Id)));
        // Another master is another run: a new epoch, which goes on where the last has ended.
        Assert.Equal(Sequences(1, receipts.Count), seen.Select(entry => entry.Sequence));
        Assert.Equal(2, seen.Select(entry => entry.Epoch).Distinct().Count());
        Assert.Equal(seen.Select(entry => entry.Id), (await ann.AppendedAsync(room, receipts.Count)).Select(entry => entry.Id));
        await Eventually.BecomesAsync("all to be stored", () => nodes.First.ReadStoredAsync(room), stored => stored.Count == receipts.Count);
    }

    [Fact]
    public async Task All_keys_and_channels_of_a_partition_share_a_slot_and_the_masters_share_the_partitions()
    {
        var partitions = nodes.First.Services.GetRequiredService<Partitions>();
        var redis = nodes.First.Services.GetRequiredService<IConnectionMultiplexer>();
        foreach (var room in Enumerable.Range(0, 200).Select(i => $"room-{i}"))
        {
            var keys = partitions.Of(room);
            RedisKey[] all =
            [
                keys.Counter, keys.Window, keys.Stream, keys.ClientMessage(Guid.CreateVersion7(), "somebody {else}"), keys.Channel, keys.Wake,
                partitions.Owner(keys.Partition), partitions.Poison(keys.Partition), partitions.Probe(keys.Partition, "node"),
            ];
            Assert.Single(all.Select(key => redis.HashSlot(key)).Distinct());
        }

        var slots = Enumerable.Range(0, partitions.Count).Select(partition => redis.HashSlot(partitions.Stream(partition))).ToList();
        Assert.Equal(partitions.Count, slots.Distinct().Count());
        var owners = new List<int>();
        foreach (var slot in slots)
        {
            owners.Add(await nodes.Cluster.MasterOfAsync(slot));
        }

        Assert.Equal(nodes.Cluster.Ports.Order(), owners.Distinct().Order());
    }

    /// <summary>One after the other, each until it is taken.</summary>
    private static async Task<List<SendReceipt>> SendUntilAsync(TestClient client, string room, CancellationToken stop)
    {
        var receipts = new List<SendReceipt>();
        while (!stop.IsCancellationRequested)
        {
            var id = TestClient.NewId();
            receipts.Add((await Eventually.BecomesAsync("a send to be taken", () => TryAsync(() => client.SendAsync(room, "under way", id)), receipt => receipt is not null))!);
        }

        return receipts;
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

    private async Task<List<string>> RoomsOnAllMastersAsync()
    {
        var rooms = new Dictionary<int, string>();
        while (rooms.Count < nodes.Cluster.Ports.Count)
        {
            var room = await TestRooms.CreateAsync(nodes.First);
            rooms.TryAdd(await nodes.Cluster.MasterOfAsync(await SlotOfAsync(room)), room);
        }

        return [.. rooms.Values];
    }

    private Task<int> SlotOfAsync(string room) => Task.FromResult(nodes.First.Services.GetRequiredService<IConnectionMultiplexer>()
        .HashSlot(nodes.First.Services.GetRequiredService<Partitions>().Of(room).Counter));

    private static IEnumerable<long> Sequences(int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => (long)i);
}
