using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Support;

namespace Chat.Api.Tests;

/// <summary>What is said in a room reaches its bots.</summary>
public sealed class WebhookTests(ChatNodes nodes)
{
    [Fact]
    public async Task Every_entry_of_a_room_reaches_its_webhook_once_in_order_and_signed()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var bot = await Receiver.StartAsync();
        var webhook = await nodes.First.PostAsync("owner", $"/rooms/{room}/webhooks", new { url = bot.Url() });
        await using var ann = await TestClient.ConnectAsync(nodes.Second, "ann");
        await ann.JoinAsync(room);

        var request = new SendRequest(room, TestClient.NewId(), "Gr\u00fc\u00dfe \U0001F44B", null, [new("img1", 640, 480, null)], ["bot"]);
        var sent = await ann.SendAsync(request);
        await ann.SendAsync(request);
        await ann.EditAsync(room, sent.Id, "edited");
        await ann.ReactAsync(room, sent.Id, "+1", true);
        await ann.ReactAsync(room, sent.Id, "+1", false);
        await ann.DeleteAsync(room, sent.Id);
        var came = await bot.ReceivedAsync(5);

        var events = came.Select(received => JsonSerializer.Deserialize<JsonElement>(received.Body)).ToList();
        Assert.Equal(
            ["message.created", "message.edited", "reaction.added", "reaction.removed", "message.deleted"],
            events.Select(one => one.GetProperty("type").GetString()));
        Assert.Equal([1, 2, 3, 4, 5], events.Select(one => one.GetProperty("data").GetProperty("sequence").GetInt32()));
        var data = events[0].GetProperty("data");
        Assert.Equal((room, "ann", request.Text), (data.GetProperty("room").GetString(), data.GetProperty("sender").GetString(), data.GetProperty("text").GetString()));
        Assert.Equal((sent.Id, sent.SentAt), (data.GetProperty("id").GetGuid(), data.GetProperty("sentAt").GetDateTime()));
        Assert.Equal(("bot", "img1"), (data.GetProperty("mentions")[0].GetString(), data.GetProperty("attachments")[0].GetProperty("id").GetString()));
        var key = Convert.FromBase64String(webhook.GetProperty("secret").GetString()!["whsec_".Length..]);
        Assert.All(came, received => Assert.Equal(
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{received.Id}.{received.Timestamp}.{received.Body}"))),
            received.Signature));
        await WaitsAsync(room, waiting: 0);
        Assert.Equal(5, bot.Requests.Count);
    }

    [Fact]
    public async Task A_webhook_is_listed_without_its_secret_deleted_and_told_in_the_audit()
    {
        var room = await TestRooms.CreateAsync(nodes.First, "private");
        var added = await nodes.First.PostAsync("owner", $"/rooms/{room}/webhooks", new { url = "https://example.org/hook?token=x", types = (string[])["message.created"] });
        var id = added.GetProperty("id").GetString();

        var list = await nodes.Second.GetAsync("owner", $"/rooms/{room}/webhooks");
        Assert.Equal(["https://example.org/hook?token=x"], list.Each("url"));
        Assert.DoesNotContain("whsec_", list.ToString(), StringComparison.Ordinal);
        Assert.Empty((await nodes.First.GetAsync("owner", $"/rooms/{room}/webhooks/{id}/dead")).Each("id"));
        Assert.Equal((204, null), await nodes.First.AskAsync("owner", HttpMethod.Post, $"/rooms/{room}/webhooks/{id}/revive"));
        Assert.Equal((204, null), await nodes.First.DeleteAsync("owner", $"/rooms/{room}/webhooks/{id}"));

        Assert.Equal((404, "webhook-not-found"), await nodes.First.DeleteAsync("owner", $"/rooms/{room}/webhooks/{id}"));
        Assert.Equal((404, "webhook-not-found"), await nodes.First.StatusAsync("owner", $"/rooms/{room}/webhooks/{id}/dead"));
        Assert.Equal((400, "webhook-url-invalid"), await nodes.First.AskAsync("owner", HttpMethod.Post, $"/rooms/{room}/webhooks", new { url = "http://example.org" }));
        Assert.Equal((400, "webhook-type-unknown"), await nodes.First.AskAsync(
            "owner", HttpMethod.Post, $"/rooms/{room}/webhooks", new { url = "https://example.org", types = (string[])["x"] }));
        var audit = await nodes.First.GetAsync("owner", $"/rooms/{room}/audit");
        Assert.Equal(["webhook-deleted", "webhook-revived", "webhook-created"], audit.Each("act"));
        Assert.DoesNotContain("token=x", audit.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stranger", 404)]
    [InlineData("member", 403)]
    [InlineData("moderator", 403)]
    [InlineData("owner", 200)]
    [InlineData("admin", 200)]
    public async Task Only_owners_and_administrators_keep_webhooks(string user, int status)
    {
        string[] roles = user == "admin" ? ["admin"] : [];
        var room = await TestRooms.CreateAsync(nodes.First, "private");
        Assert.Equal((204, null), await nodes.First.PutAsync("owner", $"/rooms/{room}/members/member", new { role = "member" }));
        Assert.Equal((204, null), await nodes.First.PutAsync("owner", $"/rooms/{room}/members/moderator", new { role = "moderator" }));

        Assert.Equal(status, (await nodes.First.StatusAsync(user, $"/rooms/{room}/webhooks", roles)).Status);
        Assert.Equal(status == 200 ? 201 : status, (await nodes.First.AskAsync(
            user, HttpMethod.Post, $"/rooms/{room}/webhooks", new { url = "https://example.org" }, roles)).Status);
    }

    private Task WaitsAsync(string room, int waiting) => Eventually.BecomesAsync(
        $"{waiting} deliveries to wait", () => nodes.First.GetAsync("owner", $"/rooms/{room}/webhooks"),
        list => list.GetProperty("items")[0].GetProperty("waiting").GetInt32() == waiting);
}
