using System.Diagnostics.Metrics;
using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Support;
using Support.Servers;

namespace Chat.Api.Tests;

/// <summary>Gaps of any size, with and without PostgreSQL, and many who have the same one.</summary>
public sealed class GapTests(ChatNodes shared)
{
    private const int Herd = 200;

    [Fact]
    public async Task With_PostgreSQL_dead_gaps_beyond_the_recent_window_are_filled_from_what_waits_for_it()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared: null);
        await using var proxy = TcpProxy.Start(stores.RedisServer.Port, marker: "SSUBSCRIBE");
        stores.Nodes.Add(await stores.StartNodeAsync(proxy));
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await ann.JoinAsync("lobby");
        await bob.JoinAsync("lobby");
        await ann.SendAsync("lobby", "stored");
        await Eventually.BecomesAsync("the first to be stored", () => stores.Nodes[0].TryReadStoredAsync("lobby"), stored => stored.Count == 1);

        await stores.Postgres.KillAsync();
        proxy.BlackHole(onlyMarked: true);
        await Task.WhenAll(Enumerable.Range(0, 700).Select(i => ann.SendAsync("lobby", $"message {i}")));

        // The node that heard nothing repairs 700 entries, of which the window has 300.
        Assert.Equal(Sequences(1, 701), (await bob.AppendedAsync("lobby", 701)).Select(entry => entry.Sequence));
        // A client that comes back with as old a position, too: in pages, without a hole.
        Assert.Equal(Sequences(2, 701), (await ResumeAsync(bob, new(1, 1))).Select(entry => entry.Sequence));
        // What only PostgreSQL has is refused, not left out.
        Assert.Equal(ErrorCodes.Unavailable, await TestClient.CodeOfAsync(() => bob.JoinAsync("lobby", new(1, 0))));

        await stores.Postgres.StartAsync();
        await Eventually.BecomesAsync("all to be stored", () => stores.Nodes[0].TryReadStoredAsync("lobby"), stored => stored.Count == 701);
        // A node asks again within a second.
        await Eventually.BecomesAsync("PostgreSQL to be asked again", () => TestClient.TryAsync(() => bob.JoinAsync("lobby", new(1, 0))), answer => answer == "taken");
        Assert.Equal(Sequences(1, 701), (await ResumeAsync(bob, new(1, 0))).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task With_PostgreSQL_hanging_the_first_who_asks_is_answered_from_what_waits_for_it()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 0, shared.Postgres);
        await using var proxy = TcpProxy.Start(shared.Postgres.Port);
        var behind = new NpgsqlConnectionStringBuilder(stores.Chatdb) { Port = proxy.Port };
        await using var node = await ChatNode.StartAsync(stores.RedisServer.ConnectionString, behind.ConnectionString);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await ann.JoinAsync("lobby");
        await ann.SendAsync("lobby", "stored");
        await Eventually.BecomesAsync("the first to be stored", () => node.TryReadStoredAsync("lobby"), stored => stored.Count == 1);

        proxy.Stall();
        await Task.WhenAll(Enumerable.Range(0, 700).Select(i => ann.SendAsync("lobby", $"message {i}")));

        var answer = await ann.JoinAsync("lobby", new(1, 1));
        Assert.Equal(Sequences(2, 301), answer.Entries.Select(entry => entry.Sequence));
        proxy.Pass();
    }

    [Fact]
    public async Task A_herd_that_comes_back_to_a_room_reads_the_database_once_for_its_log_and_once_for_its_members()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared.Postgres);
        await using (var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann"))
        {
            await ann.JoinAsync("lobby");
            await Task.WhenAll(Enumerable.Range(0, 700).Select(i => ann.SendAsync("lobby", $"message {i}")));
            await Eventually.BecomesAsync("all to be stored", () => stores.Nodes[0].TryReadStoredAsync("lobby"), stored => stored.Count == 700);
        }

        await AddMembersAsync(stores.Chatdb);
        await using var cold = await stores.StartNodeAsync("--Chat:DrainTimeout=00:00:00");
        var clients = await Task.WhenAll(Enumerable.Range(0, Herd).Select(i => TestClient.ConnectAsync(cold, $"user-{i}")));
        using var reads = new ReadCounter(cold);

        // Each has missed another part, and all of them more than the window holds.
        var answers = await Task.WhenAll(clients.Select((client, i) => client.JoinAsync("lobby", new(1, 20 + (i % 50)))));

        for (var i = 0; i < Herd; i++)
        {
            var first = 21 + (i % 50);
            Assert.Equal(Sequences(first, first + 299), answers[i].Entries.Select(entry => entry.Sequence));
            Assert.True(answers[i].More);
        }

        Assert.Equal((1, 1), (reads.OfLog, reads.OfMembers));
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    private static async Task<List<LogEntry>> ResumeAsync(TestClient client, Position position)
    {
        var answer = await client.JoinAsync("lobby", position);
        var entries = answer.Entries.ToList();
        for (var more = answer.More; more;)
        {
            var page = await client.GetAsync("lobby", after: entries[^1].Sequence, limit: 300);
            entries.AddRange(page.Entries);
            more = page.More;
        }

        return entries;
    }

    private static async Task AddMembersAsync(string chatdb)
    {
        await using var database = NpgsqlDataSource.Create(chatdb);
        await using var command = database.CreateCommand(
            $"INSERT INTO members (room, user_id, role) SELECT 'lobby', 'user-' || i, 'member' FROM generate_series(0, {Herd - 1}) AS i");
        await command.ExecuteNonQueryAsync();
    }

    private static IEnumerable<long> Sequences(int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => (long)i);

    /// <summary>What one node reads from PostgreSQL.</summary>
    private sealed class ReadCounter : IDisposable
    {
        private readonly MeterListener listener = new();
        private int ofLog;
        private int ofMembers;

        public ReadCounter(ChatNode node)
        {
            var meters = node.Services.GetRequiredService<IMeterFactory>();
            listener.InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name is ("chat.log.reads" or "chat.members.reads"))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>(Count);
            listener.Start();
        }

        public int OfLog => ofLog;

        public int OfMembers => ofMembers;

        public void Dispose() => listener.Dispose();

        private void Count(Instrument instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            if (instrument.Name == "chat.members.reads")
            {
                Interlocked.Increment(ref ofMembers);
            }
            else if (tags[0].Value is "database")
            {
                Interlocked.Increment(ref ofLog);
            }
        }
    }
}
