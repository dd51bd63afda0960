using System.Text.Json;
using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Support;

namespace Chat.Api.Tests;

/// <summary>Finding messages again: by their words, and by who is mentioned.</summary>
public sealed class SearchTests(ChatNodes nodes)
{
    [Fact]
    public async Task Words_phrases_alternatives_and_exclusions_find_messages_newest_first()
    {
        var (room, ann, client) = await RoomOfAsync();
        await using var _ = client;
        var first = (await client.SendAsync(room, "The quick brown fox")).Id;
        var second = (await client.SendAsync(room, "A quick answer, \u00dcbrigens: na\u00efve")).Id;
        var third = (await client.SendAsync(room, "brown bread and quick soup")).Id;
        await FindsAsync(ann, "QUICK", [third, second, first]);

        await FindsAsync(ann, "quick brown", [third, first]);
        await FindsAsync(ann, "\"quick brown\"", [first]);
        await FindsAsync(ann, "fox or \u00fcbrigens", [second, first]);
        await FindsAsync(ann, "quick -brown", [second]);
        await FindsAsync(ann, "absent", []);
        var page = await nodes.Second.GetAsync(ann, "/rooms/search?q=quick&limit=2");
        Assert.Equal([third, second], Ids(page));
        Assert.Equal([first], Ids(await nodes.Second.GetAsync(ann, $"/rooms/search?q=quick&limit=2&before={page.GetProperty("next").GetString()}")));
        Assert.Equal("The quick brown fox", (await nodes.Second.GetAsync(ann, "/rooms/search?q=fox")).Each("text").Single());
    }

    [Fact]
    public async Task An_edit_is_found_by_its_new_words_and_a_deleted_message_not_at_all()
    {
        var (room, ann, client) = await RoomOfAsync();
        await using var _ = client;
        var edited = (await client.SendAsync(room, "ancient words")).Id;
        var deleted = (await client.SendAsync(room, "ancient secret")).Id;
        await FindsAsync(ann, "ancient", [deleted, edited]);

        await client.EditAsync(room, edited, "modern words");
        await client.DeleteAsync(room, deleted);

        await FindsAsync(ann, "ancient", []);
        await FindsAsync(ann, "modern", [edited]);
        await FindsAsync(ann, "secret", []);
    }

    [Fact]
    public async Task Only_rooms_that_one_is_a_member_of_now_are_searched()
    {
        var (room, ann, client) = await RoomOfAsync("private");
        await using var _ = client;
        var (other, stranger, theirs) = await RoomOfAsync("private");
        await using var __ = theirs;
        await client.SendAsync(room, "treasure in ann's room");
        var hidden = (await theirs.SendAsync(other, "treasure in another room")).Id;
        await FindsAsync(stranger, "treasure", [hidden]);

        Assert.DoesNotContain(hidden, Ids(await nodes.First.GetAsync(ann, "/rooms/search?q=treasure")));
        Assert.Equal((404, ErrorCodes.RoomNotFound), await nodes.First.StatusAsync(ann, $"/rooms/search?q=treasure&room={other}"));
        Assert.Equal((204, null), await nodes.First.PutAsync(stranger, $"/rooms/{other}/members/{ann}", new { role = "member" }));
        Assert.Contains(hidden, Ids(await nodes.First.GetAsync(ann, "/rooms/search?q=treasure")));
        Assert.Equal([hidden], Ids(await nodes.Second.GetAsync(ann, $"/rooms/search?q=treasure&room={other}")));

        Assert.Equal((204, null), await nodes.First.DeleteAsync(ann, $"/rooms/{other}/members/{ann}"));
        Assert.DoesNotContain(hidden, Ids(await nodes.Second.GetAsync(ann, "/rooms/search?q=treasure")));
        Assert.Equal((200, null), await nodes.First.StatusAsync($"nobody-{room}", "/rooms/search?q=treasure"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("q=%20")]
    [InlineData("q=%00a")]
    [InlineData("q=!!!")]
    public async Task A_search_without_a_word_is_refused(string query) =>
        Assert.Equal((400, ErrorCodes.QueryInvalid), await nodes.First.StatusAsync("ann", $"/rooms/search?{query}"));

    [Fact]
    public async Task A_search_takes_words_for_words_whatever_they_mean_to_a_database()
    {
        var (room, ann, client) = await RoomOfAsync();
        await using var _ = client;
        var id = (await client.SendAsync(room, "it's ' | & ! ( ) :* tricky")).Id;
        await FindsAsync(ann, "tricky", [id]);

        await FindsAsync(ann, "' | & ! ( ) :* tricky", [id]);
        Assert.Equal((400, ErrorCodes.QueryInvalid), await nodes.First.StatusAsync(ann, $"/rooms/search?q={new string('x', 201)}"));
        Assert.Equal((400, ErrorCodes.CursorInvalid), await nodes.First.StatusAsync(ann, "/rooms/search?q=x&before=y"));
    }

    [Fact]
    public async Task The_index_answers_searches_mentions_and_threads()
    {
        Assert.Contains("entries_by_word", await PlanAsync("""
            SELECT id FROM entries WHERE kind = 'message' AND text IS NOT NULL
                AND (to_tsvector('simple', text) || array_to_tsvector(ARRAY[E'\x01' || room])) @@ (websearch_to_tsquery('simple', 'word') && E'''\x01lobby'''::tsquery)
            """), StringComparison.Ordinal);
        Assert.Contains("entries_by_reply", await PlanAsync("""
            SELECT id FROM entries WHERE room = 'lobby' AND kind = 'message' AND details ? 'replyTo' AND details ->> 'replyTo' = 'x' ORDER BY sequence LIMIT 5
            """), StringComparison.Ordinal);
        Assert.Contains("entries_by_sequence", await PlanAsync(
            "SELECT id FROM entries WHERE room = 'lobby' AND sequence > 5 AND sequence < 50 ORDER BY sequence, epoch LIMIT 5"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mentions_of_a_user_come_from_all_own_rooms_newest_first()
    {
        var (room, _, client) = await RoomOfAsync();
        await using var __ = client;
        var user = $"m-{room}";
        var other = await TestRooms.CreateAsync(nodes.First, "private", client.User);
        await client.JoinAsync(other);
        await using var reader = await TestClient.ConnectAsync(nodes.Second, user);
        await reader.JoinAsync(room);
        Assert.Equal((204, null), await nodes.First.PutAsync(client.User, $"/rooms/{other}/members/{user}", new { role = "member" }));

        var first = await MentionAsync(client, room, user);
        var second = await MentionAsync(client, other, user);
        var third = await MentionAsync(client, room, user);
        await client.SendAsync(room, $"@{user} is only text");
        var all = await MentionsAsync(user, "", [third, second, first]);

        Assert.Equal([room, other, room], all.Each("room"));
        var page = await nodes.First.GetAsync(user, "/rooms/mentions?limit=1");
        await MentionsAsync(user, $"?before={page.GetProperty("next").GetString()}", [second, first]);
        await client.DeleteAsync(room, third);
        Assert.Equal((204, null), await nodes.First.DeleteAsync(user, $"/rooms/{other}/members/{user}"));
        await MentionsAsync(user, "", [first]);
    }

    private static async Task<Guid> MentionAsync(TestClient client, string room, string user) =>
        (await client.SendAsync(new SendRequest(room, TestClient.NewId(), "hello", null, null, [user, "somebody-else"]))).Id;

    private Task<JsonElement> MentionsAsync(string user, string query, Guid[] expected) => Eventually.BecomesAsync(
        "the mentions to be stored", () => nodes.Second.GetAsync(user, $"/rooms/mentions{query}"), page => Ids(page).SequenceEqual(expected));

    private Task FindsAsync(string user, string query, Guid[] expected) => Eventually.BecomesAsync(
        $"{query} to find {expected.Length}", () => nodes.First.GetAsync(user, $"/rooms/search?q={Uri.EscapeDataString(query)}"), page => Ids(page).SequenceEqual(expected));

    private static Guid[] Ids(JsonElement page) => [.. page.Each("id").Select(Guid.Parse)];

    /// <summary>A room of a user of its own, who is connected.</summary>
    private async Task<(string Room, string User, TestClient Client)> RoomOfAsync(string kind = "public")
    {
        var user = $"ann-{Guid.CreateVersion7():N}";
        var room = await TestRooms.CreateAsync(nodes.First, kind, user);
        var client = await TestClient.ConnectAsync(nodes.First, user);
        await client.JoinAsync(room);
        return (room, user, client);
    }

    private async Task<string> PlanAsync(string sql)
    {
        await using var connection = await nodes.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // A few rows are scanned faster than any index: the question is whether the index can answer at all.
        await using var batch = new Npgsql.NpgsqlCommand($"SET LOCAL enable_seqscan = off; EXPLAIN {sql}", connection);
        await using var rows = await batch.ExecuteReaderAsync();
        var plan = "";
        while (await rows.ReadAsync())
        {
            plan += rows.GetString(0) + "\n";
        }

        return plan;
    }
}
