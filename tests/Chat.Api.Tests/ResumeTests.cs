using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Npgsql;

namespace Chat.Api.Tests;

/// <summary>A client that comes back with its position misses nothing and gets nothing twice.</summary>
public sealed class ResumeTests(ChatNodes nodes)
{
    [Fact]
    public async Task Resume_on_another_node_gives_exactly_what_was_missed()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        await SendAsync(ann, room, 5);
        Position position;
        await using (var bob = await TestClient.ConnectAsync(nodes.First, "bob"))
        {
            var joined = await bob.JoinAsync(room);
            position = new(joined.Epoch, joined.Sequence);
        }

        await SendAsync(ann, room, 7);
        await using var back = await TestClient.ConnectAsync(nodes.Second, "bob");
        var resumed = await back.JoinAsync(room, position);
        await ann.SendAsync(room, "live");

        Assert.Equal(Sequences(6, 12), resumed.Entries.Select(entry => entry.Sequence));
        Assert.Equal((12, false), (resumed.Sequence, resumed.More));
        Assert.Equal([13L], (await back.AppendedAsync(room, 1)).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task Resume_beyond_the_recent_window_reads_pages_from_the_database_without_a_hole()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        await SendAsync(ann, room, 700);

        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        var resumed = await bob.JoinAsync(room, new(1, 20));
        var seen = resumed.Entries.ToList();
        for (var more = resumed.More; more;)
        {
            var page = await bob.GetAsync(room, after: seen[^1].Sequence, limit: 300);
            seen.AddRange(page.Entries);
            more = page.More;
        }

        Assert.Equal(Sequences(21, 700), seen.Select(entry => entry.Sequence));
        Assert.Equal(300, resumed.Entries.Count);
    }

    [Fact]
    public async Task A_position_of_another_epoch_or_of_nobody_is_answered_with_the_latest()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        await SendAsync(ann, room, 3);

        foreach (var unknown in (Position[])[new(7, 2), new(0, 2), new(1, 99)])
        {
            var answer = await ann.JoinAsync(room, unknown);
            Assert.Equal((1, 3, 3), (answer.Epoch, answer.Sequence, answer.Entries.Count));
        }
    }

    [Fact]
    public async Task History_pages_go_both_ways_and_around()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        await SendAsync(ann, room, 400);
        using var http = nodes.Second.Http("ann");

        Assert.Equal((391, 400, true), Shape(await ann.GetAsync(room, limit: 10)));
        Assert.Equal((41, 50, true), Shape(await ann.GetAsync(room, before: 51, limit: 10)));
        Assert.Equal((1, 4, false), Shape(await ann.GetAsync(room, before: 5, limit: 10)));
        Assert.Equal((51, 60, true), Shape(await ann.GetAsync(room, after: 50, limit: 10)));
        Assert.Equal((91, 110, true), Shape(await ann.GetAsync(room, after: 90, limit: 20)));
        Assert.Equal((396, 400, false), Shape(await ann.GetAsync(room, after: 395, limit: 10)));
        Assert.Equal((195, 204, true), Shape((await System.Net.Http.Json.HttpClientJsonExtensions.GetFromJsonAsync<HistoryPage>(
            http, $"/rooms/{room}/messages?around=200&limit=10"))!));
    }

    [Fact]
    public async Task A_page_below_the_recent_window_has_what_is_not_stored_yet()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 0, nodes.Postgres);
        await using var node = await stores.StartNodeAsync("--Chat:RecentWindow=2");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await ann.JoinAsync(room);
        await using var database = NpgsqlDataSource.Create(stores.Chatdb);
        await using var holds = await database.OpenConnectionAsync();
        await using (var transaction = await holds.BeginTransactionAsync())
        {
            // Nothing is stored until it ends; what is stored can be read.
            await using var locking = new NpgsqlCommand("LOCK TABLE entries IN EXCLUSIVE MODE", holds, transaction);
            await locking.ExecuteNonQueryAsync();
            await SendAsync(ann, room, 8);

            Assert.Equal((2, 4, true), Shape(await ann.GetAsync(room, before: 5, limit: 3)));
        }

        await ann.StoredAsync(room, 8);
        Assert.Equal((2, 4, true), Shape(await ann.GetAsync(room, before: 5, limit: 3)));
    }

    [Fact]
    public async Task Edits_deletions_and_reactions_take_a_sequence_and_history_has_the_latest_form()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        var kept = await ann.SendAsync(room, "teh");
        var gone = await ann.SendAsync(room, "secret");

        Assert.Equal(new(1, 3), await ann.EditAsync(room, kept.Id, "the"));
        Assert.Equal(new(1, 4), await ann.DeleteAsync(room, gone.Id));
        Assert.Equal(new(1, 5), await bob.ReactAsync(room, kept.Id, "\U0001F44D", on: true));
        Assert.Equal(ErrorCodes.NotAllowed, await TestClient.CodeOfAsync(() => bob.EditAsync(room, kept.Id, "mine")));
        Assert.Equal(ErrorCodes.NotAllowed, await TestClient.CodeOfAsync(() => bob.DeleteAsync(room, kept.Id)));
        Assert.Equal(ErrorCodes.MessageNotFound, await TestClient.CodeOfAsync(() => ann.EditAsync(room, gone.Id, "back")));

        var told = await bob.AppendedAsync(room, 5);
        Assert.Equal(
            [(EntryKinds.Message, kept.Id), (EntryKinds.Message, gone.Id), (EntryKinds.Edited, kept.Id), (EntryKinds.Deleted, gone.Id), (EntryKinds.Reaction, kept.Id)],
            told.Select(entry => (entry.Kind, entry.Id)));
        Assert.Equal([1L, 2, 2, 2, 2], told.Select(entry => entry.Ordinal));
        await bob.StoredAsync(room, 5);
        var stored = await nodes.First.ReadStoredAsync(room);
        Assert.Equal(["the", null, "the", null, null], stored.Select(entry => entry.Text));
        Assert.NotNull(stored[0].EditedAt);
        Assert.NotNull(stored[1].DeletedAt);
    }

    private static (long First, long Last, bool More) Shape(HistoryPage page)
    {
        Assert.Equal(Sequences(page.Entries[0].Sequence, page.Entries[^1].Sequence), page.Entries.Select(entry => entry.Sequence));
        return (page.Entries[0].Sequence, page.Entries[^1].Sequence, page.More);
    }

    private static IEnumerable<long> Sequences(long first, long last) => Enumerable.Range((int)first, (int)(last - first + 1)).Select(i => (long)i);

    private static async Task SendAsync(TestClient client, string room, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => client.SendAsync(room, $"message {i}")));
}
