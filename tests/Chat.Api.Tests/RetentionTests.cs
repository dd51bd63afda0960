using Chat.Api.Messages;
using Chat.Api.Retention;
using Chat.Api.Storage;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Support;

namespace Chat.Api.Tests;

/// <summary>Entries that are older than their room keeps them go, and what is left is told as it is.</summary>
public sealed class RetentionTests(ChatNodes nodes)
{
    [Fact]
    public async Task Old_entries_are_deleted_in_batches_and_history_begins_after_them_without_a_hole()
    {
        await using var node = await ChatNode.StartAsync(nodes.RedisConnection, nodes.Chatdb, "--Chat:RetentionBatch=2");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        var before = await ann.JoinAsync(room);
        for (var i = 1; i <= 8; i++)
        {
            await ann.SendAsync(new SendRequest(room, TestClient.NewId(), $"{i}", null, null, ["bob"]));
        }

        await StoredAsync(room, 8);
        await AgeAsync(room, upTo: 5);
        await RunAsync(node, room);
        Assert.Equal(8L, await CountAsync($"SELECT count(*) FROM entries WHERE room = '{room}'"));

        Assert.Equal((204, null), await node.PutAsync("owner", $"/rooms/{room}/retention", new { days = 7 }));
        await RunAsync(node, room);

        Assert.Equal([6, 7, 8], (await node.ReadStoredAsync(room)).Select(entry => entry.Sequence));
        Assert.Equal(3L, await CountAsync($"SELECT count(*) FROM mentions WHERE room = '{room}'"));
        var page = await ann.GetAsync(room);
        Assert.Equal([6, 7, 8], page.Entries.Select(entry => entry.Sequence));
        Assert.False(page.More);
        Assert.Empty((await ann.GetAsync(room, before: 6)).Entries);
        Assert.Equal([6, 7], (await ann.GetAsync(room, after: 0, limit: 2)).Entries.Select(entry => entry.Sequence));

        // A client that had seen nothing comes back: it is given what there is.
        await using var back = await TestClient.ConnectAsync(nodes.Second, "ann");
        var joined = await back.JoinAsync(room, new(before.Epoch, before.Sequence));
        Assert.Equal([6, 7, 8], joined.Entries.Select(entry => entry.Sequence));
        Assert.Equal((8, false), (joined.Sequence, joined.More));
        await RunAsync(node, room);
        Assert.Equal(9, (await ann.SendAsync(room, "next")).Sequence);
    }

    [Fact]
    public async Task What_was_deleted_is_shown_no_more_on_any_node_that_has_just_read_it()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        await Task.WhenAll(Enumerable.Range(1, 400).Select(i => ann.SendAsync(room, $"{i}")));
        await StoredAsync(room, 400);
        await AgeAsync(room, upTo: 300);
        // Beyond the recent window: both nodes keep this page for others who ask.
        Assert.Equal([1, 2], (await ann.GetAsync(room, after: 0, limit: 100)).Entries.Take(2).Select(entry => entry.Sequence));
        Assert.Equal([1, 2], (await bob.GetAsync(room, after: 0, limit: 100)).Entries.Take(2).Select(entry => entry.Sequence));

        Assert.Equal((204, null), await nodes.First.PutAsync("owner", $"/rooms/{room}/retention", new { days = 7 }));
        await RunAsync(nodes.First, room);

        Assert.Equal(301, (await ann.GetAsync(room, after: 0, limit: 100)).Entries[0].Sequence);
        await Eventually.BecomesAsync(
            "the other node to show them no more", async () => (await bob.GetAsync(room, after: 0, limit: 100)).Entries[0].Sequence,
            first => first == 301, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_room_that_was_emptied_goes_on_above_all_that_it_had_also_after_Redis_lost_it()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        var before = await ann.JoinAsync(room);
        for (var i = 1; i <= 3; i++)
        {
            await ann.SendAsync(room, $"{i}");
        }

        await StoredAsync(room, 3);
        await AgeAsync(room, upTo: 3);
        Assert.Equal((204, null), await nodes.First.PutAsync("owner", $"/rooms/{room}/retention", new { days = 7 }));
        await RunAsync(nodes.First, room);
        Assert.Empty((await ann.GetAsync(room)).Entries);
        await ann.LeaveAsync(room);

        await using var back = await TestClient.ConnectAsync(nodes.Second, "ann");
        Assert.Equal((3L, 0), Shape(await back.JoinAsync(room, new(before.Epoch, before.Sequence))));
        await back.DisposeAsync();
        var keys = nodes.First.Services.GetRequiredService<Partitions>().Of(room);
        await nodes.Redis.GetDatabase().KeyDeleteAsync([keys.Counter, keys.Window]);
        await using var later = await TestClient.ConnectAsync(nodes.Second, "bob");
        var joined = await later.JoinAsync(room);

        Assert.Equal((3L, 0), Shape(joined));
        Assert.True(joined.Epoch > before.Epoch);
        var next = await later.SendAsync(room, "goes on");
        Assert.Equal((joined.Epoch, 4L), (next.Epoch, next.Sequence));
        Assert.Equal(4, Assert.Single((await later.GetAsync(room)).Entries).Ordinal);
    }

    [Theory]
    [InlineData("stranger", 404)]
    [InlineData("member", 403)]
    [InlineData("moderator", 403)]
    [InlineData("owner", 204)]
    public async Task Only_owners_say_how_long_a_room_keeps_its_entries(string user, int status)
    {
        var room = await TestRooms.CreateAsync(nodes.First, "private");
        Assert.Equal((204, null), await nodes.First.PutAsync("owner", $"/rooms/{room}/members/member", new { role = "member" }));
        Assert.Equal((204, null), await nodes.First.PutAsync("owner", $"/rooms/{room}/members/moderator", new { role = "moderator" }));

        Assert.Equal(status, (await nodes.First.PutAsync(user, $"/rooms/{room}/retention", new { days = 30 })).Status);
        Assert.Equal((400, ErrorCodes.RetentionInvalid), await nodes.First.PutAsync("owner", $"/rooms/{room}/retention", new { days = 0 }));
        Assert.Equal((204, null), await nodes.First.PutAsync("owner", $"/rooms/{room}/retention", new { days = (int?)null }));
    }

    private static (long Sequence, int Entries) Shape(JoinAnswer answer) => (answer.Sequence, answer.Entries.Count);

    /// <summary>Another node of another test may hold the lock for a moment: then this pass has done nothing.</summary>
    private Task RunAsync(ChatNode node, string room) => Eventually.BecomesAsync(
        "nothing to be left that is too old",
        async () =>
        {
            await node.Services.GetRequiredService<Expiry>().RunAsync(CancellationToken.None);
            return await CountAsync($"""
                SELECT count(*) FROM entries JOIN rooms ON rooms.id = entries.room
                WHERE room = '{room}' AND sent_at < now() - retention_days * interval '1 day'
                """);
        },
        left => left == 0);

    private Task AgeAsync(string room, long upTo) => CountAsync(
        $"WITH aged AS (UPDATE entries SET sent_at = sent_at - interval '8 days' WHERE room = '{room}' AND sequence <= {upTo} RETURNING 1) SELECT count(*) FROM aged");

    private Task StoredAsync(string room, long count) => Eventually.BecomesAsync(
        $"{count} entries to be stored", () => CountAsync($"SELECT count(*) FROM entries WHERE room = '{room}'"), stored => stored == count);

    private async Task<long> CountAsync(string sql)
    {
        await using var command = nodes.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
