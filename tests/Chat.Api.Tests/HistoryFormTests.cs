using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;

namespace Chat.Api.Tests;

/// <summary>Who reads what was said sees neither a text that was replaced nor one that was deleted, however recent it is.</summary>
public sealed class HistoryFormTests(ChatNodes nodes)
{
    [Fact]
    public async Task A_page_that_does_not_reach_the_change_shows_the_latest_form_and_nothing_of_what_was_deleted()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        var edited = await ann.SendAsync(room, "teh");
        var deleted = await ann.SendAsync(new SendRequest(room, TestClient.NewId(), "secret @bob", null, null, ["bob"]));
        await ann.EditAsync(room, edited.Id, "tha");
        await ann.EditAsync(room, edited.Id, "the");
        await ann.EditAsync(room, deleted.Id, "still secret");
        var fifth = await ann.SendAsync(room, "between");
        await ann.DeleteAsync(room, deleted.Id);

        var pages = new[]
        {
            (await ann.GetAsync(room, before: fifth.Sequence)).Entries,
            (await ann.GetAsync(room, after: 0, limit: 5)).Entries,
        };

        foreach (var page in pages)
        {
            AssertLatest(page);
            Assert.Equal(["the", null, "tha", "the", null], page.Select(entry => entry.Text));
            Assert.All([page[1], page[4]], entry => Assert.True(entry is { DeletedAt: not null, Mentions: null }));
        }

        var around = await nodes.Second.GetAsync("ann", $"/rooms/{room}/messages?around=2&limit=2");
        Assert.DoesNotContain("secret", around.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_joins_or_resumes_is_told_nothing_of_what_was_deleted()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        var position = await ann.JoinAsync(room);
        var edited = await ann.SendAsync(room, "teh");
        var deleted = await ann.SendAsync(room, "secret");
        await ann.EditAsync(room, edited.Id, "the");
        await ann.DeleteAsync(room, deleted.Id);

        AssertLatest((await bob.JoinAsync(room)).Entries);
        AssertLatest((await bob.JoinAsync(room, new(position.Epoch, position.Sequence))).Entries);
    }

    [Fact]
    public async Task With_PostgreSQL_dead_a_deletion_that_the_window_has_let_go_holds()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared: null);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await ann.JoinAsync("lobby");
        await stores.Postgres.KillAsync();
        var edited = await ann.SendAsync("lobby", "teh");
        var deleted = await ann.SendAsync("lobby", "secret");
        await ann.EditAsync("lobby", edited.Id, "the");
        await ann.DeleteAsync("lobby", deleted.Id);
        await Task.WhenAll(Enumerable.Range(0, 320).Select(i => ann.SendAsync("lobby", $"later {i}")));

        var page = await ann.GetAsync("lobby", before: 3);

        AssertLatest(page.Entries);
        await stores.Postgres.StartAsync();
    }

    private static void AssertLatest(IReadOnlyList<LogEntry> entries)
    {
        Assert.Equal(("the", true), (entries[0].Text, entries[0].EditedAt is not null));
        Assert.Equal((null, true), (entries[1].Text, entries[1].DeletedAt is not null));
    }
}
