using Chat.Api.Messages;
using Chat.Api.Storage;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Chat.Api.Tests;

/// <summary>Replies, threads and reactions, as history tells them.</summary>
public sealed class ThreadTests(ChatNodes nodes)
{
    [Fact]
    public async Task Replies_are_listed_in_order_by_pages_and_counted_in_history()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        var question = await ann.SendAsync(room, "who comes?");
        var other = await ann.SendAsync(room, "unrelated");
        var replies = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            replies.Add((await ReplyAsync(ann, room, question.Id, $"reply {i}")).Id);
        }

        await RepliesAsync(room, question.Id, "", replies);
        var page = await nodes.Second.GetAsync("ann", $"/rooms/{room}/messages/{question.Id}/replies?limit=3");
        Assert.True(page.GetProperty("more").GetBoolean());
        await RepliesAsync(room, question.Id, $"?after={page.GetProperty("entries")[2].GetProperty("sequence").GetInt64()}", replies[3..]);
        var history = (await ann.GetAsync(room)).Entries;
        Assert.Equal((5L, 0L), (history[0].Replies, history[1].Replies));

        await ann.DeleteAsync(room, replies[1]);
        Assert.Equal(4L, (await ann.GetAsync(room)).Entries[0].Replies);
        await RepliesAsync(room, question.Id, "", [replies[0], .. replies[2..]]);
        Assert.Equal((200, null), await nodes.First.StatusAsync("ann", $"/rooms/{room}/messages/{other.Id}/replies"));
        Assert.Equal((404, ErrorCodes.MessageNotFound), await nodes.First.StatusAsync("ann", $"/rooms/{room}/messages/{Guid.NewGuid()}/replies"));
    }

    [Fact]
    public async Task A_reply_answers_a_message_of_the_same_room_that_is_not_deleted()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        var elsewhere = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        await ann.JoinAsync(elsewhere);
        var away = await ann.SendAsync(elsewhere, "elsewhere");
        var gone = await ann.SendAsync(room, "gone");
        await ann.DeleteAsync(room, gone.Id);

        foreach (var id in (Guid[])[away.Id, gone.Id, Guid.NewGuid()])
        {
            Assert.Equal(ErrorCodes.ReplyNotFound, await TestClient.CodeOfAsync(() => ReplyAsync(ann, room, id, "x")));
        }

        Assert.Equal(2, (await ann.JoinAsync(room)).Sequence);
    }

    [Fact]
    public async Task Reactions_are_counted_by_what_each_user_said_last()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob", messagePack: true);
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        var id = (await ann.SendAsync(room, "react to this")).Id;

        await ann.ReactAsync(room, id, "+1", true);
        await ann.ReactAsync(room, id, "+1", true);
        await bob.ReactAsync(room, id, "+1", true);
        await bob.ReactAsync(room, id, "heart", true);
        await ann.ReactAsync(room, id, "smile", true);
        await ann.ReactAsync(room, id, "smile", false);

        // At once, while the last may not be stored, and again when all are.
        Assert.Equal([new("+1", 2, true), new("heart", 1, false)], await ReactionsAsync(ann, room));
        Assert.Equal([new("+1", 2, true), new("heart", 1, true)], await ReactionsAsync(bob, room));
        await StoredAsync(room, 7);
        Assert.Equal([new("+1", 2, true), new("heart", 1, false)], await ReactionsAsync(ann, room));
        await bob.ReactAsync(room, id, "+1", false);
        Assert.Equal([new("+1", 1, true), new("heart", 1, false)], await ReactionsAsync(ann, room));
        await ann.DeleteAsync(room, id);
        await StoredAsync(room, 9);
        Assert.Equal(0L, await CountAsync($"SELECT count(*) FROM reactions WHERE room = '{room}'"));
    }

    [Fact]
    public async Task A_message_gets_a_bounded_number_of_different_reactions()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        var id = (await ann.SendAsync(room, "react to this")).Id;
        for (var i = 0; i < ReactionKinds.Max; i++)
        {
            await ann.ReactAsync(room, id, $"kind {i}", true);
        }

        await StoredAsync(room, 1 + ReactionKinds.Max);

        Assert.Equal(ErrorCodes.TooManyReactions, await TestClient.CodeOfAsync(() => bob.ReactAsync(room, id, "one more", true)));
        await bob.ReactAsync(room, id, "kind 0", true);
        await ann.ReactAsync(room, id, "kind 1", false);
        var reactions = (await bob.GetAsync(room, after: 0, limit: 1)).Entries[0].Reactions!;
        Assert.Equal(new("kind 0", 2, true), reactions[0]);
        Assert.Equal(ReactionKinds.Max - 1, reactions.Count);
    }

    [Fact]
    public async Task Entries_that_are_stored_twice_or_late_change_no_count_and_queue_no_second_event()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        var writer = nodes.First.Services.GetRequiredService<LogWriter>();
        var id = Guid.CreateVersion7();
        LogEntry[] entries =
        [
            Entry(room, 1, EntryKinds.Message, id) with { Text = "x", Mentions = ["bob"] },
            Entry(room, 2, EntryKinds.Reaction, id) with { Emoji = "+1", On = true },
            Entry(room, 3, EntryKinds.Reaction, id) with { Emoji = "+1", On = false },
            Entry(room, 4, EntryKinds.Reaction, id) with { Emoji = "ok", On = true },
            Entry(room, 5, EntryKinds.Deleted, id) with { Sender = "moderator" },
        ];

        await writer.WriteAsync(entries[..1], CancellationToken.None);
        await writer.WriteAsync(entries[2..4], CancellationToken.None);
        await writer.WriteAsync(entries[..4], CancellationToken.None);

        Assert.Equal(["+1 False 3", "ok True 4"], await ListAsync($"SELECT emoji || ' ' || initcap(is_on::text) || ' ' || sequence FROM reactions WHERE room = '{room}' ORDER BY 1"));
        Assert.Equal(1L, await CountAsync($"SELECT count(*) FROM mentions WHERE room = '{room}'"));
        await writer.WriteAsync(entries, CancellationToken.None);
        await writer.WriteAsync(entries, CancellationToken.None);
        Assert.Equal(1L, await CountAsync($"SELECT count(*) FROM audit WHERE room = '{room}'"));
    }

    [Fact]
    public async Task History_says_counts_before_after_and_around_a_sequence()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        for (var i = 1; i <= 9; i++)
        {
            await ann.SendAsync(room, $"{i}");
        }

        Assert.Equal([3, 4, 5, 6, 7], await AroundAsync(room, 5, 5));
        Assert.Equal([1, 2, 3, 4], await AroundAsync(room, 1, 4));
        Assert.Equal([7, 8], (await ann.GetAsync(room, before: 9, limit: 2)).Entries.Select(entry => entry.Sequence));
        Assert.Equal([3, 4], (await ann.GetAsync(room, after: 2, limit: 2)).Entries.Select(entry => entry.Sequence));
        Assert.All((await ann.GetAsync(room, after: 2)).Entries, entry => Assert.Equal(0, entry.Replies));
    }

    private async Task<IEnumerable<long>> AroundAsync(string room, long around, int limit)
    {
        var page = await nodes.Second.GetAsync("ann", $"/rooms/{room}/messages?around={around}&limit={limit}");
        return page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("sequence").GetInt64()).ToList();
    }

    private static LogEntry Entry(string room, long sequence, string kind, Guid id) => new()
    {
        Room = room, Epoch = 1, Sequence = sequence, Ordinal = 1, Kind = kind, Id = id, Sender = "ann", SentAt = DateTime.UtcNow,
    };

    private static Task<SendReceipt> ReplyAsync(TestClient client, string room, Guid id, string text) =>
        client.SendAsync(new SendRequest(room, TestClient.NewId(), text, id.ToString(), null, null));

    private static async Task<IReadOnlyList<ReactionCount>> ReactionsAsync(TestClient client, string room) =>
        (await client.GetAsync(room)).Entries[0].Reactions!;

    private Task RepliesAsync(string room, Guid id, string query, IReadOnlyList<Guid> expected) => Eventually.BecomesAsync(
        "the replies to be stored",
        async () => (await nodes.Second.GetAsync("ann", $"/rooms/{room}/messages/{id}/replies{query}")).GetProperty("entries")
            .EnumerateArray().Select(entry => entry.GetProperty("id").GetGuid()).ToList(),
        seen => seen.SequenceEqual(expected));

    private Task StoredAsync(string room, long count) => Eventually.BecomesAsync(
        $"{count} entries to be stored", () => CountAsync($"SELECT count(*) FROM entries WHERE room = '{room}'"), stored => stored == count);

    private async Task<long> CountAsync(string sql)
    {
        await using var command = nodes.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<List<string>> ListAsync(string sql)
    {
        await using var command = nodes.Database.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        var list = new List<string>();
        while (await rows.ReadAsync())
        {
            list.Add(rows.GetString(0));
        }

        return list;
    }
}
