using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using Support;

namespace Chat.Api.Tests;

/// <summary>Every refusal has its code, and the connection stays.</summary>
public sealed class RefusalTests(ChatNodes nodes)
{
    [Fact]
    public void Every_code_stands_in_the_table() => Assert.Empty(ErrorTable.MissingFrom(typeof(ErrorCodes)));

    [Fact]
    public async Task Nobody_enters_without_a_token()
    {
        using var http = new HttpClient { BaseAddress = nodes.First.Address };
        await using var stranger = new HubConnectionBuilder().WithUrl(new Uri(nodes.First.Address, "/hubs/chat")).Build();

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => stranger.StartAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/rooms")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/rooms/lobby/messages")).StatusCode);
    }

    [Fact]
    public async Task A_message_that_may_not_be_said_is_refused_by_its_code()
    {
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync("lobby");
        var old = Guid.CreateVersion7(DateTimeOffset.UtcNow.AddMinutes(-16)).ToString();
        var ahead = Guid.CreateVersion7(DateTimeOffset.UtcNow.AddMinutes(16)).ToString();
        var elsewhere = await TestRooms.CreateAsync(nodes.First);

        Assert.Equal(ErrorCodes.TextEmpty, await CodeAsync(ann, "lobby", " "));
        Assert.Equal(ErrorCodes.TextTooLong, await CodeAsync(ann, "lobby", new string('\u00e4', 2_049)));
        Assert.Equal(ErrorCodes.TextInvalid, await CodeAsync(ann, "lobby", "a\0b"));
        Assert.Equal(ErrorCodes.IdInvalid, await CodeAsync(ann, "lobby", "hi", Guid.NewGuid().ToString()));
        Assert.Equal(ErrorCodes.IdInvalid, await CodeAsync(ann, "lobby", "hi", "m-1"));
        Assert.Equal(ErrorCodes.IdInvalid, await CodeAsync(ann, "lobby", "hi", ahead));
        Assert.Equal(ErrorCodes.IdTooOld, await CodeAsync(ann, "lobby", "hi", old));
        Assert.Equal(ErrorCodes.NotAMember, await CodeAsync(ann, elsewhere, "hi"));
        Assert.Equal(ErrorCodes.RoomNotFound, await CodeAsync(ann, "no-such-room", "hi"));
        Assert.Equal(ErrorCodes.RoomNotFound, await TestClient.CodeOfAsync(() => ann.JoinAsync("No{such}room")));
        Assert.Equal(ErrorCodes.RangeInvalid, await TestClient.CodeOfAsync(() => ann.GetAsync("lobby", limit: 301)));
        Assert.Equal(ErrorCodes.RangeInvalid, await TestClient.CodeOfAsync(() => ann.GetAsync("lobby", before: 5, after: 1)));
        Assert.Equal(ErrorCodes.PositionInvalid, await TestClient.CodeOfAsync(() => ann.JoinAsync("lobby", new(1, -1))));
        Assert.Equal(ErrorCodes.AttachmentsInvalid, await TestClient.CodeOfAsync(() => ann.SendAsync(
            new SendRequest("lobby", TestClient.NewId(), "hi", null, [new("", 1, 1, null)], null))));
        Assert.Equal(ErrorCodes.MessageNotFound, await TestClient.CodeOfAsync(() => ann.EditAsync("lobby", Guid.NewGuid(), "hi")));
        Assert.True((await ann.SendAsync("lobby", new string('\u00e4', 2_048))).Sequence > 0);
    }

    [Fact]
    public void An_unpaired_surrogate_is_no_text() =>
        Assert.Equal(ErrorCodes.TextInvalid, Assert.Throws<RefusedException>(() => MessageText.Check("a\ud800b")).Code);

    [Fact]
    public async Task Rooms_are_checked_and_private_ones_are_not_even_known()
    {
        using var ann = nodes.First.Http("ann");
        using var bob = nodes.Second.Http("bob");
        var secret = await TestRooms.CreateAsync(nodes.First, "private", "ann");
        await using var client = await TestClient.ConnectAsync(nodes.Second, "bob");

        Assert.Equal((400, ErrorCodes.RoomIdReserved), await PostAsync(ann, new { id = "search", name = "x", kind = "public" }));
        Assert.Equal((400, ErrorCodes.RoomIdInvalid), await PostAsync(ann, new { id = "Up Case", name = "x", kind = "public" }));
        Assert.Equal((400, ErrorCodes.RoomNameInvalid), await PostAsync(ann, new { name = "", kind = "public" }));
        Assert.Equal((400, ErrorCodes.RoomKindInvalid), await PostAsync(ann, new { name = "x", kind = "secret" }));
        Assert.Equal((409, ErrorCodes.RoomExists), await PostAsync(ann, new { id = "lobby", name = "x", kind = "public" }));
        Assert.Equal(ErrorCodes.RoomNotFound, await TestClient.CodeOfAsync(() => client.JoinAsync(secret)));
        Assert.Equal((404, ErrorCodes.RoomNotFound), await CodeAsync(await bob.GetAsync($"/rooms/{secret}/messages")));

        Assert.Equal(HttpStatusCode.NoContent, (await ann.PutAsJsonAsync($"/rooms/{secret}/members/bob", new { role = "member" })).StatusCode);
        Assert.Equal(0, (await client.JoinAsync(secret)).Sequence);
        Assert.Contains(secret, await bob.GetStringAsync("/rooms"));
        Assert.Equal((403, ErrorCodes.NotAllowed), await CodeAsync(await bob.PutAsJsonAsync($"/rooms/{secret}/members/bob", new { role = "owner" })));

        Assert.Equal(HttpStatusCode.NoContent, (await ann.DeleteAsync($"/rooms/{secret}/members/bob")).StatusCode);
        await Eventually.BecomesAsync(
            "bob to be out of the room", () => TestClient.TryAsync(() => client.SendAsync(secret, "still here?")), code => code == ErrorCodes.RoomNotFound);
    }

    [Fact]
    public async Task Typing_reaches_the_others_on_all_nodes()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);

        await ann.TypeAsync(room);
        await Eventually.BecomesAsync("bob to see ann typing", () => Task.FromResult(bob.Typing.ToArray()), seen => seen.Contains((room, "ann")));
        await bob.LeaveAsync(room);
        await ann.SendAsync(room, "bob does not hear this");
        await ann.AppendedAsync(room, 1);

        Assert.Empty(bob.Appended);
        Assert.Empty(ann.Typing);
    }

    private static Task<string> CodeAsync(TestClient client, string room, string text, string? id = null) =>
        TestClient.CodeOfAsync(() => client.SendAsync(room, text, id));

    private static async Task<(int Status, string? Code)> PostAsync(HttpClient http, object room) =>
        await CodeAsync(await http.PostAsJsonAsync("/rooms", room));

    private static async Task<(int Status, string? Code)> CodeAsync(HttpResponseMessage answer)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return ((int)answer.StatusCode, problem.GetProperty("code").GetString());
    }
}
