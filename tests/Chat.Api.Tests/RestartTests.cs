using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Support;

namespace Chat.Api.Tests;

/// <summary>Nodes that are replaced while people talk.</summary>
public sealed class RestartTests(ChatNodes shared)
{
    private const int Clients = 4;

    /// <summary>People who talk, not a saturated machine: a client that is told to leave must get to it.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    [Fact]
    public async Task A_rolling_restart_of_all_nodes_under_load_loses_nothing_and_shows_no_error_to_clients_that_follow_the_hint()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 0, shared.Postgres);
        var addresses = new List<Uri>();
        for (var i = 0; i < 2; i++)
        {
            stores.Nodes.Add(await stores.StartNodeAsync("--Chat:DrainTimeout=00:00:03"));
            addresses.Add(stores.Nodes[i].Address);
        }

        var clients = await StartClientsAsync(() => addresses);
        using var stop = new CancellationTokenSource();
        var sending = Task.WhenAll(clients.Select(client => SendUntilAsync(client, stop.Token)));
        for (var i = 0; i < 2; i++)
        {
            await UntilSeenAsync(clients, 50 * (i + 1));
            // As a deployment does: first the new one, then the old one is told to stop.
            var replacement = await stores.StartNodeAsync("--Chat:DrainTimeout=00:00:03");
            stores.Nodes.Add(replacement);
            addresses[i] = replacement.Address;
            await stores.Nodes[i].StopAsync();
        }

        await UntilSeenAsync(clients, clients.Max(client => client.Seen().Count) + 20);
        await stop.CancelAsync();
        await AssertNothingLostAsync(clients, (await sending).SelectMany(own => own).ToList(), stores.Nodes[^1]);
        Assert.All(clients, client => Assert.True(client.Moves >= 2, "Every client has been on a node that was stopped."));
    }

    [Fact]
    public async Task A_process_that_gets_SIGTERM_under_load_sends_its_clients_away_and_exits_0_within_20_s()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared.Postgres);
        await using var process = await ChatProcess.StartAsync(stores.RedisServer.ConnectionString, stores.Chatdb, "--Chat:DrainTimeout=00:00:03");
        var addresses = new List<Uri> { process.Address };
        var clients = await StartClientsAsync(() => addresses);
        using var stop = new CancellationTokenSource();
        var sending = Task.WhenAll(clients.Select(client => SendUntilAsync(client, stop.Token)));
        await UntilSeenAsync(clients, 50);

        addresses[0] = stores.Nodes[0].Address;
        await process.SignalAsync("TERM");
        Assert.Equal(0, await process.EndAsync(TimeSpan.FromSeconds(20)));

        await UntilSeenAsync(clients, clients.Max(client => client.Seen().Count) + 20);
        await stop.CancelAsync();
        await AssertNothingLostAsync(clients, (await sending).SelectMany(own => own).ToList(), stores.Nodes[0]);
    }

    [Fact]
    public async Task A_process_whose_clients_ignore_the_hint_exits_0_after_its_drain()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 0, shared.Postgres);
        await using var process = await ChatProcess.StartAsync(stores.RedisServer.ConnectionString, stores.Chatdb, "--Chat:DrainTimeout=00:00:01");
        await using var deaf = await TestClient.ConnectAsync(process.Address, "deaf");
        await deaf.JoinAsync("lobby");
        var receipt = await deaf.SendAsync("lobby", "the last word");

        await process.SignalAsync("TERM");

        Assert.Equal(0, await process.EndAsync(TimeSpan.FromSeconds(20)));
        await deaf.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await stores.CountAsync($"SELECT count(*) FROM entries WHERE id = '{receipt.Id}'"));
    }

    private static async Task<RoamingClient[]> StartClientsAsync(Func<IReadOnlyList<Uri>> addresses)
    {
        var turn = 0;
        return await Task.WhenAll(Enumerable.Range(0, Clients).Select(i =>
            RoamingClient.StartAsync(() => addresses()[Interlocked.Increment(ref turn) % addresses().Count], $"user-{i}", "lobby")));
    }

    private static async Task<List<SendReceipt>> SendUntilAsync(RoamingClient client, CancellationToken stop)
    {
        var receipts = new List<SendReceipt>();
        while (!stop.IsCancellationRequested)
        {
            receipts.Add(await client.SendAsync("under way"));
            await Task.Delay(Between, CancellationToken.None);
        }

        return receipts;
    }

    private static async Task UntilSeenAsync(RoamingClient[] clients, int count) => await Eventually.BecomesAsync(
        $"all to have seen {count}", () => Task.FromResult(clients.Min(client => client.Seen().Count)), seen => seen >= count);

    private static async Task AssertNothingLostAsync(RoamingClient[] clients, List<SendReceipt> receipts, ChatNode node)
    {
        var sent = receipts.OrderBy(receipt => receipt.Sequence).Select(receipt => receipt.Id).ToList();
        Assert.Equal(Enumerable.Range(1, sent.Count).Select(i => (long)i), receipts.Select(receipt => receipt.Sequence).Order());
        foreach (var client in clients)
        {
            Assert.Empty(client.Errors);
            var seen = await Eventually.BecomesAsync("all to be seen", () => Task.FromResult(client.Seen()), entries => entries.Count >= sent.Count - First(entries));
            // Whoever joined a moment after the first message has that as history or not at all; from there on, everything.
            Assert.Equal(sent.Skip(First(seen)), seen.Select(entry => entry.Id));
            await client.DisposeAsync();
        }

        await Eventually.BecomesAsync($"all {sent.Count} to be stored", async () => (await node.ReadStoredAsync("lobby")).Count, stored => stored == sent.Count);
    }

    private static int First(List<LogEntry> entries) => (int)entries[0].Sequence - 1;
}
