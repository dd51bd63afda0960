using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Support;

namespace Chat.Api.Tests;

/// <summary>One gap-free order for all, whatever is sent at once and however often.</summary>
public sealed class OrderTests(ChatNodes nodes)
{
    private const int Senders = 8;
    private const int MessagesPerSender = 125;

    [Fact]
    public async Task A_thousand_concurrent_sends_with_retries_have_one_gap_free_order_at_every_receiver()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        var clients = await Task.WhenAll(Enumerable.Range(0, Senders).Select(async i =>
        {
            var client = await TestClient.ConnectAsync(i % 2 == 0 ? nodes.First : nodes.Second, $"sender-{i}", messagePack: i % 3 == 0);
            await client.JoinAsync(room);
            return client;
        }));

        var receipts = await Task.WhenAll(clients.Select(client => SendAllAsync(client, room)));

        const int Total = Senders * MessagesPerSender;
        var first = await clients[0].AppendedAsync(room, Total);
        Assert.Equal(Enumerable.Range(1, Total).Select(i => (long)i), first.Select(entry => entry.Sequence));
        Assert.Equal(Enumerable.Range(1, Total).Select(i => (long)i), first.Select(entry => entry.Ordinal));
        Assert.Equal(Total, first.Select(entry => entry.Id).Distinct().Count());
        foreach (var client in clients)
        {
            Assert.Equal(first.Select(entry => entry.Id), (await client.AppendedAsync(room, Total)).Select(entry => entry.Id));
        }

        // What a sender was answered is what all have seen, and its own messages stand in the order in which it sent them.
        foreach (var own in receipts)
        {
            Assert.Equal(own.Order(Comparer<SendReceipt>.Create((a, b) => a.Sequence.CompareTo(b.Sequence))), own);
            Assert.All(own, receipt => Assert.Equal(receipt.Id, first[(int)receipt.Sequence - 1].Id));
        }

        await Eventually.BecomesAsync("all to be stored", () => CountStoredAsync(room), count => count == Total);
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_send_retried_with_the_same_id_on_another_node_has_one_effect_and_the_same_answer()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var here = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var there = await TestClient.ConnectAsync(nodes.Second, "ann");
        await here.JoinAsync(room);
        await there.JoinAsync(room);
        var id = TestClient.NewId();

        var first = await here.SendAsync(room, "once", id);
        var retried = await there.SendAsync(room, "once", id);
        var after = await here.SendAsync(room, "after");

        Assert.Equal(first, retried);
        Assert.Equal(first.Sequence + 1, after.Sequence);
        Assert.Equal(["once", "after"], (await there.AppendedAsync(room, 2)).Select(entry => entry.Text));
    }

    [Fact]
    public async Task The_same_id_of_two_senders_is_two_messages()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        var id = TestClient.NewId();

        await ann.SendAsync(room, "ann's", id);
        await bob.SendAsync(room, "bob's", id);

        Assert.Equal(["ann's", "bob's"], (await bob.AppendedAsync(room, 2)).Select(entry => entry.Text));
    }

    /// <summary>Without waiting in between, and every fifth twice.</summary>
    private static async Task<SendReceipt[]> SendAllAsync(TestClient client, string room)
    {
        var sends = new List<Task<SendReceipt>>();
        var retries = new List<(int Of, Task<SendReceipt> Retry)>();
        for (var i = 0; i < MessagesPerSender; i++)
        {
            var id = TestClient.NewId();
            sends.Add(client.SendAsync(room, $"{client.User} says {i}", id));
            if (i % 5 == 0)
            {
                retries.Add((i, client.SendAsync(room, $"{client.User} says {i}", id)));
            }
        }

        var receipts = await Task.WhenAll(sends);
        foreach (var (of, retry) in retries)
        {
            Assert.Equal(receipts[of], await retry);
        }

        return receipts;
    }

    private async Task<long> CountStoredAsync(string room)
    {
        await using var command = nodes.Database.CreateCommand("SELECT count(*) FROM entries WHERE room = $1");
        command.Parameters.Add(new() { Value = room });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
