using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Api.Tests.Nodes;

namespace Chat.Api.Tests;

/// <summary>Joining by a link.</summary>
public sealed class InvitationTests(ChatNodes nodes)
{
    [Fact]
    public async Task Whoever_has_the_token_joins_a_private_room_and_nobody_else_sees_the_token()
    {
        var room = await TestRooms.CreateAsync(nodes.First, "private");
        using var owner = nodes.First.Http("owner");
        using var answer = await owner.PostAsJsonAsync($"/rooms/{room}/invitations", new { maxUses = 2 });
        var invitation = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var token = invitation.GetProperty("token").GetString()!;

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(22, token.Length);
        var joined = await nodes.Second.PostAsync("bob", "/rooms/invitations/redeem", new { token });
        Assert.Equal((room, "member"), (joined.GetProperty("id").GetString(), joined.GetProperty("role").GetString()));
        Assert.Equal((200, null), await RedeemAsync("bob", token));
        var list = await nodes.First.GetAsync("owner", $"/rooms/{room}/invitations");
        Assert.Equal(["1"], list.Each("uses"));
        Assert.DoesNotContain(token, list.ToString());
        Assert.Equal(0L, await CountAsync($"SELECT count(*) FROM invitations WHERE encode(token_hash, 'escape') LIKE '%{token}%'"));
    }

    [Fact]
    public async Task An_invitation_is_used_as_often_as_it_says_however_many_come_at_once()
    {
        var room = await TestRooms.CreateAsync(nodes.First, "private");
        var token = await InviteAsync(room, new { maxUses = 3 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => RedeemAsync($"guest-{i}", token, i % 2 == 0 ? nodes.First : nodes.Second)));

        Assert.Equal(3, answers.Count(answer => answer.Status == 200));
        Assert.Equal(9, answers.Count(answer => answer == (410, ErrorCodes.InvitationUsedUp)));
        Assert.Equal(4, (await nodes.First.GetAsync("owner", $"/rooms/{room}/members")).Each("user").Length);
    }

    [Fact]
    public async Task Revoked_expired_and_made_up_tokens_have_their_codes()
    {
        var room = await TestRooms.CreateAsync(nodes.First, "private");
        var token = await InviteAsync(room, new { });
        var old = await InviteAsync(room, new { expiresInMinutes = 1 });
        var ids = (await nodes.First.GetAsync("owner", $"/rooms/{room}/invitations")).Each("id");
        await CountAsync($"WITH aged AS (UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = '{ids[0]}' RETURNING 1) SELECT count(*) FROM aged");

        Assert.Equal((204, null), await nodes.First.DeleteAsync("owner", $"/rooms/{room}/invitations/{ids[1]}"));
        Assert.Equal((204, null), await nodes.First.DeleteAsync("owner", $"/rooms/{room}/invitations/{ids[1]}"));
        Assert.Equal((410, ErrorCodes.InvitationRevoked), await RedeemAsync("bob", token));
        Assert.Equal((410, ErrorCodes.InvitationExpired), await RedeemAsync("bob", old));
        Assert.Equal((404, ErrorCodes.InvitationNotFound), await RedeemAsync("bob", "AAAAAAAAAAAAAAAAAAAAAA"));
        Assert.Equal((404, ErrorCodes.InvitationNotFound), await RedeemAsync("bob", "x"));
        Assert.Equal((404, ErrorCodes.InvitationNotFound), await nodes.First.DeleteAsync("owner", $"/rooms/{room}/invitations/{Guid.NewGuid()}"));
        Assert.Equal((400, ErrorCodes.InvitationInvalid), await nodes.First.AskAsync("owner", HttpMethod.Post, $"/rooms/{room}/invitations", new { maxUses = 0 }));
        Assert.Equal((404, ErrorCodes.RoomNotFound), await nodes.First.StatusAsync("bob", $"/rooms/{room}/messages"));
    }

    [Theory]
    [InlineData("stranger", 404)]
    [InlineData("member", 403)]
    [InlineData("moderator", 201)]
    [InlineData("owner", 201)]
    public async Task Owners_and_moderators_invite(string user, int status)
    {
        var room = await TestRooms.CreateAsync(nodes.First, "private");
        Assert.Equal((204, null), await nodes.First.PutAsync("owner", $"/rooms/{room}/members/member", new { role = "member" }));
        Assert.Equal((204, null), await nodes.First.PutAsync("owner", $"/rooms/{room}/members/moderator", new { role = "moderator" }));

        Assert.Equal(status, (await nodes.First.AskAsync(user, HttpMethod.Post, $"/rooms/{room}/invitations", new { })).Status);
        Assert.Equal(status == 201 ? 200 : status, (await nodes.First.StatusAsync(user, $"/rooms/{room}/invitations")).Status);
    }

    private async Task<string> InviteAsync(string room, object request) =>
        (await nodes.First.PostAsync("owner", $"/rooms/{room}/invitations", request)).GetProperty("token").GetString()!;

    private Task<(int Status, string? Code)> RedeemAsync(string user, string token, ChatNode? node = null) =>
        (node ?? nodes.First).AskAsync(user, HttpMethod.Post, "/rooms/invitations/redeem", new { token });

    private async Task<long> CountAsync(string sql)
    {
        await using var command = nodes.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
