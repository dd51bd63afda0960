using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Support;

namespace Chat.Api.Tests.Limits;

/// <summary>Nobody takes more than a share, and whoever tries is told by a code.</summary>
public sealed class LimitTests(ChatNodes nodes)
{
    private static readonly string[] Spellings =
    [
        "POST /hubs/chat/negotiate?negotiateVersion=1&id=x", "POST /Hubs/Chat/Negotiate/?negotiateVersion=1&id=x", "POST /Hubs/Chat/negotiate?negotiateVersion=1",
        "GET /Hubs/Chat", "GET /hubs/chat?id=", "GET /hubs/chat?id=of-one-that-is-open",
    ];

    [Fact]
    public async Task Joins_that_come_too_fast_are_refused_and_the_connection_stays()
    {
        await using var node = await StartAsync("--Chat:JoinsPerSecond=1", "--Chat:JoinBurst=3");
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        var joins = Enumerable.Range(0, 20).Select(_ => TryAsync(() => ann.JoinAsync("lobby"))).ToArray();

        await bob.JoinAsync("lobby");
        await bob.SendAsync("lobby", "meanwhile");

        var codes = (await Task.WhenAll(joins)).CountBy(code => code).ToDictionary();
        Assert.InRange(codes["ok"], 3, 19);
        Assert.Equal(20, codes["ok"] + codes[ErrorCodes.TooFast]);
        await Eventually.BecomesAsync("ann to join again", () => TryAsync(() => ann.JoinAsync("lobby")), code => code == "ok");
    }

    [Fact]
    public async Task A_room_takes_so_much_from_all_together_and_who_has_no_budget_left_takes_none_of_it()
    {
        await using var node = await StartAsync(
            "--Chat:RoomMessagesPerSecond=1", "--Chat:RoomMessageBurst=4", "--Chat:MessagesPerSecond=1", "--Chat:MessageBurst=2");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        await using var cem = await TestClient.ConnectAsync(node, "cem");
        await Task.WhenAll(ann.JoinAsync(room), bob.JoinAsync(room), cem.JoinAsync(room));

        // Ann's own budget holds two a second: she cannot use up the room's four.
        var flood = await Task.WhenAll(Enumerable.Range(0, 14).Select(_ => TryAsync(() => ann.SendAsync(room, "flood"))));
        Assert.Equal("ok", await TryAsync(() => bob.SendAsync(room, "still taken")));
        Assert.Contains(ErrorCodes.TooFast, flood);

        // Three who keep within theirs can.
        var codes = new List<string>();
        await Eventually.BecomesAsync(
            "the room to be full",
            async () =>
            {
                codes.Add(await TryAsync(() => bob.SendAsync(room, "b")));
                codes.Add(await TryAsync(() => cem.SendAsync(room, "c")));
                return codes.Count(code => code == ErrorCodes.TooFast);
            },
            refused => refused >= 2);
        await cem.JoinAsync("lobby");
        await Eventually.BecomesAsync("another room to take it", () => TryAsync(() => cem.SendAsync("lobby", "elsewhere")), code => code == "ok");
    }

    [Fact]
    public async Task An_address_that_a_trusted_proxy_tells_connects_and_sends_so_much()
    {
        await using var node = await StartAsync(
            "--Chat:AddressConnectsPerSecond=1", "--Chat:AddressConnectBurst=4", "--Chat:AddressMessagesPerSecond=1", "--Chat:AddressMessageBurst=1");
        await using var ann = await ConnectFromAsync(node, "ann", "203.0.113.7");
        await using var bob = await ConnectFromAsync(node, "bob", "203.0.113.7");
        await ann.JoinAsync("lobby");
        await bob.JoinAsync("lobby");

        using var http = node.Http("cem");
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => NegotiateAsync(http, "203.0.113.7")));
        var refused = answers.First(answer => answer.StatusCode != HttpStatusCode.OK);
        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        Assert.Equal(ErrorCodes.TooManyRequests, (await JsonDocument.ParseAsync(await refused.Content.ReadAsStreamAsync())).RootElement.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(http, "203.0.113.8")).StatusCode);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => NegotiateAsync(http, from: null))), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));

        var sends = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => TryAsync(() => (i % 2 == 0 ? ann : bob).SendAsync("lobby", "hi"))));
        Assert.Equal(["ok", ErrorCodes.TooFast], sends.Distinct().OrderDescending(StringComparer.Ordinal).OrderBy(code => code != "ok"));
    }

    [Fact]
    public async Task No_spelling_of_a_request_begins_a_connection_that_is_not_counted()
    {
        await using var node = await StartAsync("--Chat:AddressConnectsPerSecond=1", "--Chat:AddressConnectBurst=4");
        using var http = node.Http("ann");

        var uncounted = new List<string>();
        foreach (var (at, spelling) in Spellings.Index())
        {
            // An address for each: what one takes, the next must not be refused for.
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(http, spelling, $"203.0.113.{at + 10}")));
            if (answers.All(answer => answer.StatusCode != HttpStatusCode.TooManyRequests))
            {
                uncounted.Add(spelling);
            }
        }

        Assert.Equal("GET /hubs/chat?id=of-one-that-is-open", string.Join(", ", uncounted));
    }

    [Fact]
    public async Task A_user_has_so_many_connections_and_one_more_is_cut_off_by_its_code()
    {
        await using var node = await StartAsync("--Chat:ConnectionsPerUser=2");
        await using var first = await TestClient.ConnectAsync(node, "ann");
        await using var second = await TestClient.ConnectAsync(node, "ann");
        await using var other = await TestClient.ConnectAsync(node, "bob");

        await using (var third = await TestClient.ConnectAsync(node, "ann"))
        {
            Assert.Equal(ErrorCodes.TooManyConnections, await third.Cut.Task.WaitAsync(TimeSpan.FromSeconds(10)));
            await third.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }

        await first.JoinAsync("lobby");
        await other.JoinAsync("lobby");
        await second.DisposeAsync();
        await Eventually.BecomesAsync("ann to be let in again", () => AdmittedAsync(node, "ann"), admitted => admitted);
    }

    [Fact]
    public async Task A_user_is_a_member_of_so_many_rooms()
    {
        await using var node = await StartAsync("--Chat:RoomsPerUser=2");
        var user = $"ann-{Guid.NewGuid():N}";
        var third = await TestRooms.CreateAsync(node, owner: $"{user}'s friend");
        await TestRooms.CreateAsync(node, owner: user);
        await using var ann = await TestClient.ConnectAsync(node, user);
        await ann.JoinAsync("lobby");
        using var own = node.Http(user);
        using var friend = node.Http($"{user}'s friend");

        Assert.Equal(ErrorCodes.TooManyRooms, await TestClient.CodeOfAsync(() => ann.JoinAsync(third)));
        Assert.Equal(HttpStatusCode.Conflict, (await own.PostAsJsonAsync("/rooms", new { name = "x", kind = "public" })).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await friend.PutAsJsonAsync($"/rooms/{third}/members/{user}", new { role = "member" })).StatusCode);
        await own.DeleteAsync($"/rooms/lobby/members/{user}");
        Assert.Equal(0, (await ann.JoinAsync(third)).Sequence);
    }

    [Fact]
    public async Task Typing_is_told_once_in_its_interval_and_costs_nothing_of_what_may_be_sent()
    {
        await using var node = await StartAsync("--Chat:TypingInterval=00:01:00", "--Chat:MessagesPerSecond=1", "--Chat:MessageBurst=1");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);

        for (var i = 0; i < 30; i++)
        {
            await ann.TypeAsync(room);
        }

        await ann.SendAsync(room, "typed");
        await bob.AppendedAsync(room, 1);
        Assert.Equal([(room, "ann")], bob.Typing);
        Assert.Equal(ErrorCodes.TooFast, await TestClient.CodeOfAsync(() => ann.SendAsync(room, "at once")));
    }

    [Fact]
    public async Task Reads_that_come_too_fast_are_refused()
    {
        await using var node = await StartAsync("--Chat:CallsPerSecond=1", "--Chat:CallBurst=2");
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await ann.JoinAsync("lobby");

        var codes = await Task.WhenAll(Enumerable.Range(0, 14).Select(_ => TryAsync(() => ann.GetAsync("lobby"))));

        Assert.Contains("ok", codes);
        Assert.Contains(ErrorCodes.TooFast, codes);
        using var http = node.Http("bob");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((await http.GetAsync("/rooms/unread")).StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        var searches = new List<(int, string?)>();
        for (var i = 0; i < 4; i++)
        {
            searches.Add(await node.AskAsync("cem", HttpMethod.Get, "/rooms/search?q=word"));
        }

        Assert.Contains((429, ErrorCodes.TooFast), searches);
    }

    /// <summary>To look for a message costs more than to append one: who asks for what is not there must have it counted.</summary>
    [Fact]
    public async Task Changes_of_messages_that_are_not_there_and_calls_of_strangers_are_counted()
    {
        await using var node = await StartAsync("--Chat:MessagesPerSecond=1", "--Chat:MessageBurst=2", "--Chat:CallsPerSecond=1", "--Chat:CallBurst=2");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        await ann.JoinAsync(room);
        var missing = Guid.CreateVersion7();

        var changes = await Task.WhenAll(Enumerable.Range(0, 14).Select(_ => TryAsync(() => ann.EditAsync(room, missing, "x"))));
        var strangers = await Task.WhenAll(Enumerable.Range(0, 14).Select(_ => TryAsync(() => bob.DeleteAsync(room, missing))));

        Assert.Equal(ErrorCodes.MessageNotFound, changes[0]);
        Assert.Contains(ErrorCodes.TooFast, changes);
        Assert.Equal(ErrorCodes.NotAMember, strangers[0]);
        Assert.Contains(ErrorCodes.TooFast, strangers);
    }

    [Fact]
    public async Task A_wrong_limit_stops_the_start()
    {
        foreach (var setting in (string[])
        [
            "--Chat:ConnectionsPerUser=0", "--Chat:TrustedProxies:0=everyone", "--Chat:FrameBytes=1", "--Chat:SoftInterval=00:00:10",
            "--Chat:ReadMarkInterval=00:00:00", "--Chat:TokenLifetimeMax=00:00:01", "--Chat:LagMax=00:00:00", "--Chat:JoinsAtOnce=0", "--Chat:SendsAtOnce=0",
        ])
        {
            await using var node = ChatNode.Create(nodes.RedisConnection, nodes.Chatdb, setting);
            Assert.Equal(1, await node.RunAsync());
        }
    }

    private Task<ChatNode> StartAsync(params string[] settings) => ChatNode.StartAsync(nodes.RedisConnection, nodes.Chatdb, settings);

    private static Task<TestClient> ConnectFromAsync(ChatNode node, string user, string address) => TestClient.ConnectAsync(
        node.Address, user, TestTokens.For(user), configure: options => options.Headers["X-Forwarded-For"] = address);

    private static Task<HttpResponseMessage> NegotiateAsync(HttpClient http, string? from) =>
        AskAsync(http, "POST /hubs/chat/negotiate?negotiateVersion=1", from);

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string line, string? from)
    {
        var (method, path) = (line.Split(' ')[0], line.Split(' ')[1]);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (from is not null)
        {
            request.Headers.Add("X-Forwarded-For", from);
        }

        return await http.SendAsync(request);
    }

    private static async Task<bool> AdmittedAsync(ChatNode node, string user)
    {
        await using var client = await TestClient.ConnectAsync(node, user);
        return await TryAsync(() => client.JoinAsync("lobby")) == "ok" && !client.Cut.Task.IsCompleted;
    }

    /// <summary>"ok", or the code of the refusal.</summary>
    private static async Task<string> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "ok";
        }
        catch (HubException refused) when (refused.Message.Contains("HubException: ", StringComparison.Ordinal))
        {
            return refused.Message.Split("HubException: ")[1].Split(':')[0];
        }
        catch (Exception ended) when (ended is HubException or OperationCanceledException or InvalidOperationException)
        {
            return "ended";
        }
    }
}
