using System.Diagnostics;
using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Support;

namespace Chat.Api.Tests;

/// <summary>Redis away, and Redis back with less than it had.</summary>
public sealed class RedisLossTests(ChatNodes shared)
{
    [Fact]
    public async Task With_Redis_dead_sends_fail_at_once_connections_stay_and_a_retry_under_the_same_id_has_one_effect()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, shared.Postgres);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await ann.JoinAsync("lobby");
        await bob.JoinAsync("lobby");
        var acknowledged = TestClient.NewId();
        var before = await ann.SendAsync("lobby", "before", acknowledged);

        await stores.RedisServer.KillAsync();
        var unacknowledged = TestClient.NewId();
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(ErrorCodes.Unavailable, await TestClient.CodeOfAsync(() => ann.SendAsync("lobby", "meanwhile", unacknowledged)));
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }

        Assert.False(ann.Closed.Task.IsCompleted || bob.Closed.Task.IsCompleted);
        await stores.RedisServer.StartAsync();
        var back = Stopwatch.StartNew();
        var after = (await Eventually.BecomesAsync("a send to succeed", () => TryAsync(ann, unacknowledged), receipt => receipt is not null))!;
        // The limit is 2 s; a machine that is busy with other tests is given as much again.
        Assert.InRange(back.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));

        Assert.Equal(after, await TryAsync(ann, unacknowledged));
        Assert.Equal(before, await ann.SendAsync("lobby", "before", acknowledged));
        Assert.Equal(["before", "meanwhile"], (await bob.AppendedAsync("lobby", 2)).Select(entry => entry.Text));
        Assert.Equal((after.Epoch, 2), ((await bob.AppendedAsync("lobby", 2))[1].Epoch, after.Sequence));
        await Eventually.BecomesAsync("both to be stored", () => stores.Nodes[0].ReadStoredAsync("lobby"), stored => stored.Count == 2);
    }

    [Fact]
    public async Task Redis_restored_from_older_data_under_load_loses_nothing_stored_and_gives_no_place_twice()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, shared.Postgres);
        var clients = new List<RoamingClient>();
        for (var i = 0; i < 4; i++)
        {
            var node = stores.Nodes[i % 2];
            clients.Add(await RoamingClient.StartAsync(() => node.Address, $"user-{i}", "lobby"));
        }

        using var stop = new CancellationTokenSource();
        var sending = Task.WhenAll(clients.Select(client => SendUntilAsync(client, stop.Token)));
        await UntilSeenAsync(clients, 100);
        using var backup = stores.RedisServer.Backup();
        await UntilSeenAsync(clients, 300);

        // On a quick machine all of them come within the time that the persister gathers.
        var storedBefore = (await Eventually.BecomesAsync("some to be stored", () => stores.Nodes[0].ReadStoredAsync("lobby"), entries => entries.Count > 0))
            .Select(entry => entry.Id).ToHashSet();
        await stores.RedisServer.KillAsync();
        stores.RedisServer.Restore(backup);
        await stores.RedisServer.StartAsync();
        var seen = clients.Max(client => client.Seen().Count);
        await UntilSeenAsync(clients, seen + 100);
        await stop.CancelAsync();
        var receipts = (await sending).SelectMany(own => own).ToList();

        var last = receipts.Max(receipt => (receipt.Epoch, receipt.Sequence));
        Assert.True(last.Epoch > 1, "The restored Redis must begin an epoch.");
        foreach (var client in clients)
        {
            await Eventually.BecomesAsync("all to have read on", () => Task.FromResult(client.Seen()[^1]), entry => (entry.Epoch, entry.Sequence) == last);
        }

        await Eventually.BecomesAsync("the last to be stored", () => stores.Nodes[0].ReadStoredAsync("lobby"), entries => (entries[^1].Epoch, entries[^1].Sequence) == last);
        var stored = await stores.Nodes[0].ReadStoredAsync("lobby");
        Assert.Subset(stored.Select(entry => entry.Id).ToHashSet(), storedBefore);
        AssertOnePerPlace(stored.Concat(clients.SelectMany(client => client.Seen())));
        Assert.All(clients, client => AssertGapFree(client.Seen(), last.Epoch));
        // What was acknowledged in the last epoch is there; of the time before, the backup's age is what may be lost.
        Assert.Subset(
            stored.Select(entry => entry.Id).ToHashSet(),
            receipts.Where(receipt => receipt.Epoch == last.Epoch).Select(receipt => receipt.Id).ToHashSet());
    }

    private static async Task<List<SendReceipt>> SendUntilAsync(RoamingClient client, CancellationToken stop)
    {
        var receipts = new List<SendReceipt>();
        while (!stop.IsCancellationRequested)
        {
            receipts.Add(await client.SendAsync("under way", toleratesErrors: true));
        }

        return receipts;
    }

    private static async Task UntilSeenAsync(List<RoamingClient> clients, int count) => await Eventually.BecomesAsync(
        $"all to have seen {count}", () => Task.FromResult(clients.Min(client => client.Seen().Count)), seen => seen >= count);

    private static void AssertOnePerPlace(IEnumerable<LogEntry> entries)
    {
        foreach (var place in entries.GroupBy(entry => (entry.Epoch, entry.Sequence)))
        {
            Assert.Single(place.Select(entry => entry.Id).Distinct());
        }
    }

    private static void AssertGapFree(List<LogEntry> entries, long epoch)
    {
        var own = entries.Where(entry => entry.Epoch == epoch).Select(entry => entry.Sequence).ToList();
        Assert.Equal(Enumerable.Range(0, own.Count).Select(i => own[0] + i), own);
    }

    private static async Task<SendReceipt?> TryAsync(TestClient client, string id)
    {
        try
        {
            return await client.SendAsync("lobby", "meanwhile", id);
        }
        catch (Microsoft.AspNetCore.SignalR.HubException)
        {
            return null;
        }
    }
}
