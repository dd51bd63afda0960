using System.Collections.Concurrent;
using System.Net.Http.Json;
using Chat.Api.Messages;
using Chat.Api.Reading;
using Chat.Api.Tests.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using Npgsql;
using Support;

namespace Chat.Api.Tests.Reading;

/// <summary>What is unread is exact, for every user and room, on every node.</summary>
public sealed class ReadingTests(ChatNodes nodes)
{
    [Fact]
    public async Task Unread_counts_messages_alone_and_a_mark_moves_forward_only()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob", messagePack: true);
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        var receipts = await SendAsync(ann, room, 5);
        await ann.EditAsync(room, receipts[0].Id, "better");
        await bob.ReactAsync(room, receipts[1].Id, "\U0001F44D", on: true);

        Assert.Equal(new(room, 5, 7, 0), await UnreadAsync(nodes.First, "bob", room));
        await MarkAsync(bob, room, 3);
        Assert.Equal(new(room, 2, 7, 3), await UnreadAsync(nodes.First, "bob", room));
        await MarkAsync(bob, room, 2);
        Assert.Equal(new(room, 2, 7, 3), await UnreadAsync(nodes.Second, "bob", room));
        await MarkAsync(bob, room, 6);
        Assert.Equal(new(room, 0, 7, 6), await UnreadAsync(nodes.First, "bob", room));
        await MarkAsync(bob, room, long.MaxValue);
        await ann.SendAsync(room, "one more");
        Assert.Equal(new(room, 1, 8, 7), await UnreadAsync(nodes.Second, "bob", room));
    }

    [Fact]
    public async Task Whoever_says_something_has_read_what_was_said_before()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        await SendAsync(ann, room, 4);

        await bob.SendAsync(room, "answer");

        Assert.Equal(new(room, 0, 5, 5), await UnreadAsync(nodes.First, "bob", room));
        Assert.Equal(new(room, 1, 5, 4), await UnreadAsync(nodes.First, "ann", room));
    }

    [Fact]
    public async Task Marks_that_race_on_two_nodes_end_at_the_furthest()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var here = await TestClient.ConnectAsync(nodes.First, "bob");
        await using var there = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await here.JoinAsync(room);
        await there.JoinAsync(room);
        await SendAsync(ann, room, 100);

        int[] order = [.. Enumerable.Range(1, 90)];
        new Random(5).Shuffle(order);
        await Task.WhenAll(order.Select((sequence, index) => MarkAsync(index % 2 == 0 ? here : there, room, sequence)));

        Assert.Equal(new(room, 10, 100, 90), await UnreadAsync(nodes.Second, "bob", room));
    }

    [Fact]
    public async Task A_mark_beyond_the_recent_window_is_found_in_the_database()
    {
        await using var node = await ChatNode.StartAsync(nodes.RedisConnection, nodes.Chatdb, "--Chat:RecentWindow=5");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        var receipts = await SendAsync(ann, room, 20);
        await StoredAsync(node, room, 20);
        await ann.EditAsync(room, receipts[0].Id, "better");
        await SendAsync(ann, room, 10);
        await StoredAsync(node, room, 31);

        await MarkAsync(bob, room, 12);
        Assert.Equal(new(room, 18, 31, 12), await UnreadAsync(node, "bob", room));
        await MarkAsync(bob, room, 21);
        Assert.Equal(new(room, 10, 31, 21), await UnreadAsync(node, "bob", room));
    }

    [Fact]
    public async Task Mentions_that_were_not_read_are_counted_and_deleted_ones_are_not()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        var gone = await MentionAsync(ann, room, "bob", "cem");
        await MentionAsync(ann, room, "cem");
        await MentionAsync(ann, room, "bob");
        await MentionAsync(ann, room, "bob");
        // As PostgreSQL has them.
        await BecomesAsync(new(room, 4, 4, 0, Mentions: 3));

        await bob.Hub.InvokeAsync("MarkRead", room, 3L);
        await BecomesAsync(new(room, 1, 4, 3, Mentions: 1));
        await ann.Hub.InvokeAsync("DeleteMessage", room, gone.Id.ToString());
        await MentionAsync(ann, room, "bob");
        await BecomesAsync(new(room, 2, 6, 3, Mentions: 2));

        await ann.Hub.InvokeAsync("DeleteMessage", room, (await ann.AppendedAsync(room, 6))[^1].Id.ToString());
        await BecomesAsync(new(room, 2, 7, 3, Mentions: 1));
        Assert.Equal(new(room, 0, 7, 6), await UnreadAsync(nodes.First, "ann", room));

        Task BecomesAsync(UnreadRoom expected) => Eventually.BecomesAsync(
            "bob's mentions to be stored", () => UnreadAsync(nodes.First, "bob", room), unread => unread == expected);
    }

    private static Task<SendReceipt> MentionAsync(TestClient client, string room, params string[] users) =>
        client.SendAsync(new SendRequest(room, TestClient.NewId(), $"to {string.Join(' ', users)}", null, null, users));

    [Fact]
    public async Task A_new_member_has_nothing_unread_of_what_was_said_before()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        await SendAsync(ann, room, 5);
        await StoredAsync(nodes.First, room, 5);

        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await bob.JoinAsync(room);
        Assert.Equal(new(room, 0, 5, 5), await UnreadAsync(nodes.First, "bob", room));
        await SendAsync(ann, room, 2);
        Assert.Equal(new(room, 2, 7, 5), await UnreadAsync(nodes.First, "bob", room));
    }

    [Fact]
    public async Task A_new_member_has_nothing_unread_also_of_what_is_not_stored_yet_and_who_comes_back_keeps_the_mark()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, nodes.Postgres);
        var node = stores.Nodes[0];
        await using var owner = await TestClient.ConnectAsync(node, "owner");
        var (open, closed) = (await TestRooms.CreateAsync(node), await TestRooms.CreateAsync(node, "private"));
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        await owner.JoinAsync(open);
        await owner.JoinAsync(closed);
        await using var database = NpgsqlDataSource.Create(stores.Chatdb);
        await using var connection = await database.OpenConnectionAsync();
        // Nothing is stored while this is held.
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand("LOCK TABLE entries IN SHARE MODE", connection);
        await locking.ExecuteNonQueryAsync();
        await SendAsync(owner, open, 5);
        await SendAsync(owner, closed, 5);

        await bob.JoinAsync(open);
        await node.PutAsync("owner", $"/rooms/{closed}/members/cem", new { role = "member" });
        var token = (await node.PostAsync("owner", $"/rooms/{closed}/invitations", new { })).GetProperty("token").GetString();
        await node.PostAsync("dan", "/rooms/invitations/redeem", new { token });

        Assert.Equal(new(open, 0, 5, 5), await UnreadAsync(node, "bob", open));
        Assert.Equal(new(closed, 0, 5, 5), await UnreadAsync(node, "cem", closed));
        Assert.Equal(new(closed, 0, 5, 5), await UnreadAsync(node, "dan", closed));
        await transaction.RollbackAsync();
        await Eventually.BecomesAsync("the mark to be written", () => stores.CountAsync("SELECT count(*) FROM read_marks WHERE user_id = 'bob'"), count => count == 1);
        await node.DeleteAsync("bob", $"/rooms/{open}/members/bob");
        await SendAsync(owner, open, 2);
        await bob.JoinAsync(open);
        Assert.Equal(new(open, 2, 7, 5), await UnreadAsync(node, "bob", open));
    }

    [Fact]
    public async Task Marks_of_those_who_are_no_longer_members_are_not_told()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        await SendAsync(ann, room, 3);
        await MarkAsync(bob, room, 2);
        Assert.Equal([new("ann", 3), new("bob", 2)], await ReadMarksAsync(ann, room));

        await nodes.First.DeleteAsync("owner", $"/rooms/{room}/members/bob");

        Assert.Equal([new("ann", 3)], await ReadMarksAsync(ann, room));
    }

    private static async Task<List<Reader>> ReadMarksAsync(TestClient client, string room) => await client.Hub.InvokeAsync<List<Reader>>("GetReadMarks", room);

    [Fact]
    public async Task Marks_are_written_behind_and_an_emptied_Redis_loses_none_that_was()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, nodes.Postgres);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await ann.JoinAsync("lobby");
        await bob.JoinAsync("lobby");
        await SendAsync(ann, "lobby", 9);
        await MarkAsync(bob, "lobby", 3);
        await MarkAsync(bob, "lobby", 6);
        await Eventually.BecomesAsync(
            "both marks to be written", () => stores.CountAsync("SELECT coalesce(sum(sequence * 100 + ordinal), 0)::bigint FROM read_marks"), sum => sum == 606 + 909);
        await StoredAsync(stores.Nodes[0], "lobby", 9);

        await stores.Redis.GetServers().Single().FlushAllDatabasesAsync();

        Assert.Equal(new("lobby", 3, 9, 6), await UnreadAsync(stores.Nodes[0], "bob", "lobby"));
        await MarkAsync(bob, "lobby", 2);
        Assert.Equal(new("lobby", 3, 9, 6), await UnreadAsync(stores.Nodes[1], "bob", "lobby"));
        await MarkAsync(bob, "lobby", 8);
        Assert.Equal(new("lobby", 1, 9, 8), await UnreadAsync(stores.Nodes[1], "bob", "lobby"));
        var again = await ann.SendAsync("lobby", "after");
        Assert.Equal(new("lobby", 2, again.Sequence, 8), await UnreadAsync(stores.Nodes[1], "bob", "lobby"));
    }

    [Fact]
    public async Task With_PostgreSQL_dead_marks_move_on_and_are_written_when_it_is_back()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared: null);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[0], "bob");
        await ann.JoinAsync("lobby");
        await bob.JoinAsync("lobby");
        await SendAsync(ann, "lobby", 5);
        await MarkAsync(bob, "lobby", 1);

        await stores.Postgres.KillAsync();
        await MarkAsync(bob, "lobby", 2);
        await MarkAsync(bob, "lobby", 4);
        await stores.Postgres.StartAsync();

        await Eventually.BecomesAsync(
            "the mark to be written", () => stores.CountAsync("SELECT coalesce(max(sequence), 0) FROM read_marks WHERE user_id = 'bob'"), sequence => sequence == 4);
    }

    [Fact]
    public async Task Read_receipts_reach_the_members_and_the_latest_counts()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        var told = Receipts(ann);
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        await SendAsync(ann, room, 6);

        for (var sequence = 1; sequence <= 6; sequence++)
        {
            await MarkAsync(bob, room, sequence);
        }

        await Eventually.BecomesAsync("ann to hear that bob has read all", () => Task.FromResult(string.Join(' ', told)), seen => seen.EndsWith($"{room}/bob/6", StringComparison.Ordinal));
        Assert.Equal(told.Order(StringComparer.Ordinal), told);
        var readers = await ann.Hub.InvokeAsync<List<Reader>>("GetReadMarks", room);
        Assert.Equal([new("ann", 6), new("bob", 6)], readers);
    }

    [Fact]
    public async Task In_a_large_room_there_are_no_read_receipts()
    {
        await using var node = await ChatNode.StartAsync(nodes.RedisConnection, nodes.Chatdb, "--Chat:PresenceNamesMax=0");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        var told = Receipts(ann);
        await (await Presence.PresenceView.OpenAsync(ann, room)).CountsAsync(1);
        await bob.JoinAsync(room);
        await SendAsync(ann, room, 2);

        await MarkAsync(bob, room, 1);
        await MarkAsync(bob, room, 2);
        await ann.AppendedAsync(room, 2);

        Assert.Equal(new(room, 0, 2, 2), await UnreadAsync(node, "bob", room));
        Assert.Empty(await ann.Hub.InvokeAsync<List<Reader>>("GetReadMarks", room));
        Assert.Empty(told);
    }

    [Fact]
    public async Task Only_members_mark_and_only_what_can_be_read()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");

        Assert.Equal(ErrorCodes.NotAMember, await TestClient.CodeOfAsync(() => MarkAsync(ann, room, 1)));
        Assert.Equal(ErrorCodes.NotAMember, await TestClient.CodeOfAsync(() => ann.Hub.InvokeAsync("GetReadMarks", room)));
        await ann.JoinAsync(room);
        Assert.Equal(ErrorCodes.PositionInvalid, await TestClient.CodeOfAsync(() => MarkAsync(ann, room, -1)));
        await MarkAsync(ann, room, 1);
        Assert.Equal(new(room, 0, 0, 0), await UnreadAsync(nodes.First, "ann", room));
    }

    private static ConcurrentQueue<string> Receipts(TestClient client)
    {
        var told = new ConcurrentQueue<string>();
        client.Hub.On<string, string, long>("ReadReceipt", (room, user, sequence) => told.Enqueue($"{room}/{user}/{sequence}"));
        return told;
    }

    private static Task MarkAsync(TestClient client, string room, long sequence) => client.Hub.InvokeAsync("MarkRead", room, sequence);

    private static async Task<UnreadRoom?> UnreadAsync(ChatNode node, string user, string room)
    {
        using var http = node.Http(user);
        var all = await http.GetFromJsonAsync<List<UnreadRoom>>("/rooms/unread");
        return all!.SingleOrDefault(unread => unread.Room == room);
    }

    private static async Task<SendReceipt[]> SendAsync(TestClient client, string room, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => client.SendAsync(room, $"message {i}")));

    private static Task StoredAsync(ChatNode node, string room, int count) => Eventually.BecomesAsync(
        $"{count} entries of {room} to be stored", async () => (await node.ReadStoredAsync(room)).Count, stored => stored == count);
}
