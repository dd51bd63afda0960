using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Chat.Api.Messages;
using Chat.Api.Storage;
using Chat.Api.Tests.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Resilience;
using StackExchange.Redis;
using Support;

namespace Chat.Api.Tests;

/// <summary>What waits for PostgreSQL: bounded, drained, written once whoever writes it.</summary>
public sealed class BacklogTests(ChatNodes shared)
{
    [Fact]
    public async Task With_PostgreSQL_dead_the_backlog_fills_to_its_bound_refuses_beyond_it_and_drains()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 0, shared: null);
        stores.Nodes.Add(await stores.StartNodeAsync("--Chat:BacklogPerPartition=50"));
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await ann.JoinAsync("lobby");
        await stores.Postgres.KillAsync();

        for (var i = 0; i < 50; i++)
        {
            await ann.SendAsync("lobby", $"message {i}");
        }

        var id = TestClient.NewId();
        Assert.Equal(ErrorCodes.BacklogFull, await TestClient.CodeOfAsync(() => ann.SendAsync("lobby", "one too many", id)));
        Assert.Equal(50, (await ann.AppendedAsync("lobby", 50)).Count);

        await stores.Postgres.StartAsync();
        var taken = await Eventually.BecomesAsync("the refused one to be taken", () => TryAsync(() => ann.SendAsync("lobby", "one too many", id)), sequence => sequence > 0);
        Assert.Equal(51, taken);
        await Eventually.BecomesAsync("all to be stored", () => stores.Nodes[0].TryReadStoredAsync("lobby"), stored => stored.Count == 51);
    }

    /// <summary>A batch that is read and decoded for nothing, again and again, is what deliveries would feel of the database.</summary>
    [Fact]
    public async Task With_PostgreSQL_dead_what_waits_is_not_read_until_it_is_back()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared: null);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await ann.JoinAsync("lobby");
        await stores.Postgres.KillAsync();
        for (var i = 0; i < 50; i++)
        {
            await ann.SendAsync("lobby", $"message {i}");
        }

        // Each try looks at the lengths of all streams first, and would then read all of them; the first has done so.
        var partitions = stores.Nodes[0].Services.GetRequiredService<Partitions>().Count;
        var first = await stores.CallsAsync("xlen");
        await Eventually.BecomesAsync("the first tries", () => stores.CallsAsync("xlen"), calls => calls >= first + (2 * partitions));
        var (looks, reads) = (await stores.CallsAsync("xlen"), await stores.CallsAsync("xrange"));
        await Eventually.BecomesAsync("further tries", () => stores.CallsAsync("xlen"), calls => calls >= looks + (3 * partitions));
        Assert.InRange(await stores.CallsAsync("xrange") - reads, 0, partitions - 1);

        await stores.Postgres.StartAsync();
        await Eventually.BecomesAsync("all to be stored", () => stores.Nodes[0].TryReadStoredAsync("lobby"), stored => stored.Count == 50);
    }

    /// <summary>Each connection that is tried for nothing is felt by deliveries, which need no database.</summary>
    [Fact]
    public async Task With_PostgreSQL_dead_a_node_asks_whether_it_is_back_once_in_two_seconds_however_many_need_it()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared: null);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await ann.JoinAsync("lobby");
        await stores.Postgres.KillAsync();
        using var knocks = new Knocks(stores.Postgres.Port);
        var breaker = stores.Nodes[0].Services.GetRequiredService<DatabaseBreaker>();
        await Eventually.BecomesAsync("PostgreSQL to be found away", () => Task.FromResult(breaker.IsAway), away => away);

        var (before, watch, rooms) = (knocks.Count, Stopwatch.StartNew(), 0);
        await Eventually.BecomesAsync(
            "the node to have asked again and again",
            async () =>
            {
                await ann.SendAsync("lobby", "meanwhile");
                Assert.Equal(ErrorCodes.Unavailable, await TestClient.CodeOfAsync(() => ann.JoinAsync($"unknown-{rooms++}")));
                return knocks.Count - before;
            },
            asked => asked >= 3);
        // Some were on their way when it was found away.
        Assert.InRange(knocks.Count - before, 3, 4 + (watch.Elapsed / TimeSpan.FromSeconds(2)));
        Assert.True(rooms > 20, $"{rooms} rooms were asked for");

        knocks.Dispose();
        await stores.Postgres.StartAsync();
        await Eventually.BecomesAsync("all to be stored", () => stores.Nodes[0].TryReadStoredAsync("lobby"), stored => stored.Count == rooms);
    }

    [Fact]
    public async Task A_batch_that_is_written_twice_is_there_once_and_a_change_that_is_replayed_changes_nothing()
    {
        var room = await TestRooms.CreateAsync(shared.First);
        await using var ann = await TestClient.ConnectAsync(shared.First, "ann");
        await ann.JoinAsync(room);
        var kept = await ann.SendAsync(room, "first form");
        var gone = await ann.SendAsync(room, "gone");
        await ann.EditAsync(room, kept.Id, "second form");
        await ann.EditAsync(room, kept.Id, "third form");
        await ann.DeleteAsync(room, gone.Id);
        var told = await ann.AppendedAsync(room, 5);
        var stored = await Eventually.BecomesAsync("all to be stored", () => shared.First.ReadStoredAsync(room), entries => entries.Count == 5);

        // As an owner does that was paused after its read, while another wrote the rest.
        var writer = shared.First.Services.GetRequiredService<LogWriter>();
        await writer.WriteAsync([.. told.Take(3)], CancellationToken.None);
        await writer.WriteAsync([.. told], CancellationToken.None);

        Assert.Equal(stored, await shared.First.ReadStoredAsync(room));
        Assert.Equal("third form", stored[0].Text);
        Assert.Null(stored[1].Text);
    }

    [Fact]
    public async Task An_owner_that_is_stopped_beyond_its_lease_and_wakes_writes_nothing_twice_and_trims_nothing_unwritten()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared.Postgres);
        await using var paused = await ChatProcess.StartAsync(stores.RedisServer.ConnectionString, stores.Chatdb);
        var database = stores.Redis.GetDatabase();
        await Eventually.BecomesAsync("both nodes to own half", () => OwnersAsync(database), owners => owners is [32, 32]);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        var rooms = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => TestRooms.CreateAsync(stores.Nodes[0])));
        foreach (var room in rooms)
        {
            await ann.JoinAsync(room);
        }

        var sent = 0;
        await SendToAllAsync();
        // In the middle of a batch, most likely.
        var burst = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendToAllAsync()));
        await paused.SignalAsync("STOP");
        await burst;
        await Eventually.BecomesAsync("the other to own all", () => OwnersAsync(database), owners => owners is [64]);
        await SendToAllAsync();
        await paused.SignalAsync("CONT");
        await Eventually.BecomesAsync("the woken to own half again", () => OwnersAsync(database), owners => owners is [32, 32]);
        await SendToAllAsync();

        foreach (var room in rooms)
        {
            var stored = await Eventually.BecomesAsync($"{room} to be stored", () => stores.Nodes[0].TryReadStoredAsync(room), stored => stored.Count >= sent);
            Assert.Equal(Enumerable.Range(1, sent).Select(i => (long)i), stored.Select(entry => entry.Sequence));
        }

        async Task SendToAllAsync()
        {
            Interlocked.Increment(ref sent);
            await Task.WhenAll(rooms.Select(room => ann.SendAsync(room, "under way")));
        }
    }

    private static async Task<List<int>> OwnersAsync(IDatabase database)
    {
        var owners = await database.StringGetAsync([.. Enumerable.Range(0, 64).Select(partition => (RedisKey)$"chat:{{p{partition:00}}}:owner")]);
        return [.. owners.Where(owner => owner.HasValue).GroupBy(owner => owner.ToString()).Select(owned => owned.Count()).OrderDescending()];
    }

    /// <summary>Who stands at a port where nobody lives any more: every connection is counted and closed.</summary>
    private sealed class Knocks : IDisposable
    {
        private readonly TcpListener listener;
        private int count;

        public Knocks(int port)
        {
            listener = new(IPAddress.Loopback, port);
            listener.Start();
            _ = AnswerAsync();
        }

        public int Count => Volatile.Read(ref count);

        public void Dispose() => listener.Dispose();

        private async Task AnswerAsync()
        {
            try
            {
                while (true)
                {
                    using var socket = await listener.AcceptSocketAsync();
                    Interlocked.Increment(ref count);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Disposed of.
            }
        }
    }

    private static async Task<long> TryAsync(Func<Task<SendReceipt>> send)
    {
        try
        {
            return (await send()).Sequence;
        }
        catch (HubException)
        {
            return 0;
        }
    }
}
