using System.Diagnostics;
using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Microsoft.AspNetCore.SignalR;
using Npgsql;
using StackExchange.Redis;
using Support;
using Support.Servers;

namespace Chat.Api.Tests;

/// <summary>Stores that die, forget or come back: what was acknowledged stays true.</summary>
public sealed class FaultTests(ChatNodes shared)
{
    [Fact]
    public async Task With_PostgreSQL_dead_messages_are_delivered_and_later_all_are_stored()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, shared: null);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await ann.JoinAsync("lobby");
        await bob.JoinAsync("lobby");
        await ann.SendAsync("lobby", "before");

        await stores.Postgres.KillAsync();
        for (var i = 0; i < 20; i++)
        {
            await ann.SendAsync("lobby", $"meanwhile {i}");
        }

        Assert.Equal(Sequences(1, 21), (await bob.AppendedAsync("lobby", 21)).Select(entry => entry.Sequence));

        await stores.Postgres.StartAsync();
        await ann.StoredAsync("lobby", 21);
        Assert.Equal(Sequences(1, 21), (await stores.Nodes[0].ReadStoredAsync("lobby")).Select(entry => entry.Sequence));
    }

    /// <summary>All nodes share it: a report that is late, and so unhealthy, would take all of them out of rotation.</summary>
    [Fact]
    public async Task With_PostgreSQL_silent_a_node_stays_in_rotation()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 0, shared.Postgres);
        await using var proxy = TcpProxy.Start(shared.Postgres.Port);
        stores.Nodes.Add(await ChatNode.StartAsync(
            stores.RedisServer.ConnectionString, new NpgsqlConnectionStringBuilder(stores.Chatdb) { Port = proxy.Port }.ConnectionString));
        using var http = stores.Nodes[0].Http("operator");
        Assert.StartsWith(Report("Healthy"), await http.GetStringAsync("/health"), StringComparison.Ordinal);

        proxy.Stall();
        await Eventually.BecomesAsync("health to say so", () => http.GetStringAsync("/health"), health => health.StartsWith(Report("Degraded"), StringComparison.Ordinal));
        proxy.Pass();
        await Eventually.BecomesAsync("health to be good again", () => http.GetStringAsync("/health"), health => health.StartsWith(Report("Healthy"), StringComparison.Ordinal));
    }

    private static string Report(string status) => $"{{\"status\":\"{status}\"";

    [Fact]
    public async Task Redis_emptied_begins_a_new_epoch_and_no_sequence_is_used_twice()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, shared.Postgres);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await ann.JoinAsync("lobby");
        await bob.JoinAsync("lobby");
        for (var i = 0; i < 5; i++)
        {
            await ann.SendAsync("lobby", $"before {i}");
        }

        await bob.AppendedAsync("lobby", 5);
        await stores.Redis.GetServers().Single().FlushAllDatabasesAsync();
        var after = await bob.SendAsync("lobby", "after");

        Assert.Equal((2, 6), (after.Epoch, after.Sequence));
        Assert.Equal((2, 6), Place((await ann.AppendedAsync("lobby", 6))[^1]));

        // The append-only file is whole, but another run of Redis cannot know that.
        await stores.RedisServer.KillAsync();
        await Assert.ThrowsAsync<HubException>(() => ann.SendAsync("lobby", "nobody gets this"));
        await stores.RedisServer.StartAsync();
        var id = TestClient.NewId();
        var again = await Eventually.BecomesAsync("a send to succeed again", () => TryAsync(() => ann.SendAsync("lobby", "again", id)), receipt => receipt is not null);
        Assert.True(again!.Epoch > 2, $"epoch {again.Epoch}");
        Assert.Equal(again.Sequence, (await bob.AppendedAsync("lobby", 7))[^1].Sequence);

        var joined = await bob.JoinAsync("lobby", new(1, 5));
        Assert.Equal(again.Epoch, joined.Epoch);
        await ann.StoredAsync("lobby", again.Sequence);
        Assert.Equal(0, await stores.CountAsync(
            "SELECT count(*) FROM (SELECT FROM entries GROUP BY room, sequence HAVING count(*) > 1) AS twice"));
    }

    [Fact]
    public async Task The_partitions_of_a_node_that_died_are_taken_over_when_their_leases_end()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 0, shared.Postgres);
        var database = stores.Redis.GetDatabase();
        // As a node leaves them that is killed just after it renewed.
        for (var partition = 0; partition < 64; partition++)
        {
            await database.StringSetAsync($"chat:{{p{partition:00}}}:owner", "dead", TimeSpan.FromSeconds(4));
        }

        var watch = Stopwatch.StartNew();
        stores.Nodes.Add(await stores.StartNodeAsync());
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await ann.JoinAsync("lobby");
        await ann.SendAsync("lobby", "orphan");

        await Eventually.BecomesAsync("the orphan to be stored", () => stores.CountAsync("SELECT count(*) FROM entries"), count => count == 1);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        await Eventually.BecomesAsync("all partitions to be owned", () => OwnedAsync(database), owners => owners is [64]);
    }

    [Fact]
    public async Task Partitions_are_spread_evenly_and_given_back_by_a_node_that_stops()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, shared.Postgres);
        var database = stores.Redis.GetDatabase();
        await Eventually.BecomesAsync("both nodes to own half", () => OwnedAsync(database), owners => owners is [32, 32]);

        await stores.Nodes[1].StopAsync();

        await Eventually.BecomesAsync("the first to own all", () => OwnedAsync(database), owners => owners is [64]);
    }

    [Fact]
    public async Task A_publication_that_a_node_missed_is_repaired_from_the_log()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, shared.Postgres);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await ann.JoinAsync("lobby");
        await bob.JoinAsync("lobby");
        await ann.SendAsync("lobby", "first");
        await bob.AppendedAsync("lobby", 1);

        // Cuts all subscriptions; what is sent before they are back is published to nobody.
        await stores.Redis.GetServers().Single().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        for (var i = 0; i < 50; i++)
        {
            await Eventually.BecomesAsync("the send to succeed", () => TryAsync(() => ann.SendAsync("lobby", $"message {i}")), receipt => receipt is not null);
        }

        Assert.Equal(Sequences(1, 51), (await bob.AppendedAsync("lobby", 51)).Select(entry => entry.Sequence));
        Assert.Equal(Sequences(1, 51), (await ann.AppendedAsync("lobby", 51)).Select(entry => entry.Sequence));
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

    /// <summary>How many partitions each owner has, most first.</summary>
    private static async Task<List<int>> OwnedAsync(IDatabase database)
    {
        var owners = await database.StringGetAsync([.. Enumerable.Range(0, 64).Select(partition => (RedisKey)$"chat:{{p{partition:00}}}:owner")]);
        return [.. owners.Where(owner => owner.HasValue && owner != "dead").GroupBy(owner => owner.ToString()).Select(owned => owned.Count()).OrderDescending()];
    }

    private static (long Epoch, long Sequence) Place(LogEntry entry) => (entry.Epoch, entry.Sequence);

    private static IEnumerable<long> Sequences(int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => (long)i);
}
