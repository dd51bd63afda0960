using System.Text.Json;
using Chat.Api.Tests.Nodes;
using Support;

namespace Chat.Api.Tests;

/// <summary>Rooms and their members over HTTP.</summary>
public sealed class RoomTests(ChatNodes nodes)
{
    private static readonly (int, string?) Done = (204, null);

    [Fact]
    public async Task Members_and_rooms_are_listed_by_pages()
    {
        var user = $"pages-{Guid.CreateVersion7():N}";
        var rooms = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            rooms.Add(await TestRooms.CreateAsync(nodes.First, "private", user));
        }

        foreach (var member in (string[])["a", "b", "c"])
        {
            Assert.Equal(Done, await nodes.First.PutAsync(user, $"/rooms/{rooms[0]}/members/{member}", new { role = "member" }));
        }

        var first = await nodes.Second.GetAsync("a", $"/rooms/{rooms[0]}/members?limit=3");
        Assert.Equal(["a", "b", "c"], first.Each("user"));
        Assert.Equal([user], (await nodes.Second.GetAsync("a", $"/rooms/{rooms[0]}/members?after={first.GetProperty("next").GetString()}")).Each("user"));
        Assert.Equal((404, ErrorCodes.RoomNotFound), await nodes.First.StatusAsync("stranger", $"/rooms/{rooms[0]}/members"));
        var two = Ids(await nodes.First.GetAsync(user, "/rooms?limit=2"));
        Assert.Equal(rooms.Order(StringComparer.Ordinal), two.Concat(Ids(await nodes.First.GetAsync(user, $"/rooms?after={two[1]}"))));
    }

    [Fact]
    public async Task Public_rooms_are_found_by_a_part_of_their_name_and_others_are_not()
    {
        var name = $"Gardening {Guid.NewGuid():N}";
        var open = await CreateAsync(name, "public");
        var closed = await CreateAsync(name, "private");
        var archived = await CreateAsync(name, "public");
        Assert.Equal(Done, await nodes.First.AskAsync("owner", HttpMethod.Patch, $"/rooms/{archived}", new { archived = true }));

        var found = await nodes.Second.GetAsync("stranger", $"/rooms/public?q={name[3..].ToUpperInvariant()}");

        Assert.Equal([open], found.Each("id"));
        Assert.Equal((404, ErrorCodes.RoomNotFound), await nodes.First.StatusAsync("stranger", $"/rooms/{closed}"));
        Assert.Equal(name, (await nodes.First.GetAsync("stranger", $"/rooms/{open}")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_last_owner_cannot_leave_or_step_down()
    {
        var room = await TestRooms.CreateAsync(nodes.First, "private");
        Assert.Equal((409, ErrorCodes.LastOwner), await nodes.First.DeleteAsync("owner", $"/rooms/{room}/members/owner"));
        Assert.Equal((409, ErrorCodes.LastOwner), await nodes.First.PutAsync("owner", $"/rooms/{room}/members/owner", new { role = "member" }));
        Assert.Equal(Done, await nodes.First.PutAsync("owner", $"/rooms/{room}/members/heir", new { role = "owner" }));

        // Both at once: one of them stays.
        var answers = await Task.WhenAll(
            nodes.First.DeleteAsync("owner", $"/rooms/{room}/members/owner"), nodes.Second.DeleteAsync("heir", $"/rooms/{room}/members/heir"));

        Assert.Single(answers, answer => answer == Done);
        Assert.Single(answers, answer => answer == (409, ErrorCodes.LastOwner));
    }

    [Fact]
    public async Task A_pair_has_one_direct_room_however_often_and_from_whichever_side_it_is_opened()
    {
        var (ann, bob) = ($"ann-{Guid.NewGuid():N}", $"bob-{Guid.NewGuid():N}");

        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => nodes.First.PostAsync(
            i % 2 == 0 ? ann : bob, "/rooms", new { kind = "direct", with = i % 2 == 0 ? bob : ann })));

        var room = Assert.Single(opened.Select(answer => answer.GetProperty("id").GetString()).Distinct());
        Assert.Equal([ann, bob], (await nodes.Second.GetAsync(bob, $"/rooms/{room}/members")).Each("user"));
        Assert.Equal((409, ErrorCodes.RoomFull), await nodes.First.PutAsync(ann, $"/rooms/{room}/members/cem", new { role = "member" }));
        Assert.Equal((409, ErrorCodes.RoomFull), await nodes.First.AskAsync(ann, HttpMethod.Post, $"/rooms/{room}/invitations", new { }));
        Assert.Equal((400, ErrorCodes.UserInvalid), await nodes.First.AskAsync(ann, HttpMethod.Post, "/rooms", new { kind = "direct", with = ann }));

        Assert.Equal(Done, await nodes.First.DeleteAsync(ann, $"/rooms/{room}/members/{ann}"));
        Assert.Equal(room, (await nodes.First.PostAsync(ann, "/rooms", new { kind = "direct", with = bob })).GetProperty("id").GetString());
        Assert.Equal(Done, await nodes.First.PutAsync(bob, $"/rooms/{room}/bans/{ann}"));
        Assert.Equal((403, ErrorCodes.Banned), await nodes.First.AskAsync(ann, HttpMethod.Post, "/rooms", new { kind = "direct", with = bob }));
    }

    [Fact]
    public async Task A_direct_room_takes_nobody_else_when_one_has_left_and_who_is_banned_brings_nobody_back()
    {
        var (ann, bob) = ($"ann-{Guid.NewGuid():N}", $"bob-{Guid.NewGuid():N}");
        var room = (await nodes.First.PostAsync(ann, "/rooms", new { kind = "direct", with = bob })).GetProperty("id").GetString();

        Assert.Equal(Done, await nodes.First.DeleteAsync(bob, $"/rooms/{room}/members/{bob}"));
        Assert.Equal((409, ErrorCodes.RoomFull), await nodes.First.PutAsync(ann, $"/rooms/{room}/members/cem", new { role = "member" }));
        Assert.Equal(Done, await nodes.First.PutAsync(ann, $"/rooms/{room}/members/{bob}", new { role = "member" }));

        Assert.Equal(Done, await nodes.First.PutAsync(ann, $"/rooms/{room}/bans/{bob}"));
        Assert.Equal(Done, await nodes.First.DeleteAsync(ann, $"/rooms/{room}/members/{ann}"));
        Assert.Equal((403, ErrorCodes.Banned), await nodes.First.AskAsync(bob, HttpMethod.Post, "/rooms", new { kind = "direct", with = ann }));
        Assert.DoesNotContain(room, (await nodes.First.GetAsync(ann, "/rooms")).EnumerateArray().Select(own => own.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task An_archived_room_is_read_and_nothing_more_is_said_in_it()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await bob.JoinAsync(room);
        await bob.SendAsync(room, "before");

        Assert.Equal((403, ErrorCodes.NotAllowed), await nodes.First.AskAsync("bob", HttpMethod.Patch, $"/rooms/{room}", new { archived = true }));
        Assert.Equal(Done, await nodes.First.AskAsync("owner", HttpMethod.Patch, $"/rooms/{room}", new { name = "Old", archived = true }));
        await Eventually.BecomesAsync("the room to be closed", () => SendAsync(bob, room), code => code == ErrorCodes.RoomArchived);
        var seen = await nodes.First.GetAsync("bob", $"/rooms/{room}");
        Assert.Equal("Old", seen.GetProperty("name").GetString());
        Assert.NotEqual(JsonValueKind.Null, seen.GetProperty("archivedAt").ValueKind);
        Assert.Equal("before", (await bob.GetAsync(room)).Entries[0].Text);

        Assert.Equal(Done, await nodes.First.AskAsync("owner", HttpMethod.Patch, $"/rooms/{room}", new { archived = false }));
        await Eventually.BecomesAsync("the room to be open", () => SendAsync(bob, room), code => code == "taken");
        Assert.Equal(["room-restored", "room-archived", "room-renamed"], (await nodes.First.GetAsync("owner", $"/rooms/{room}/audit")).Each("act"));
    }

    private static string[] Ids(JsonElement rooms) => [.. rooms.EnumerateArray().Select(room => room.GetProperty("id").GetString()!)];

    private async Task<string> CreateAsync(string name, string kind) =>
        (await nodes.First.PostAsync("owner", "/rooms", new { name, kind })).GetProperty("id").GetString()!;

    private static async Task<string> SendAsync(TestClient client, string room)
    {
        var send = client.SendAsync(room, "x");
        await Task.WhenAny(send);
        return send.IsCompletedSuccessfully ? "taken" : await TestClient.CodeOfAsync(() => send);
    }
}
