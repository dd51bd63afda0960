using Chat.Api.Delivery;
using Chat.Api.Rooms;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Resilience;
using Support;
using Support.Servers;

namespace Chat.Api.Tests;

/// <summary>What owners and moderators do, who may, and that it holds on every node at once.</summary>
public sealed class ModerationTests(ChatNodes nodes)
{
    private static readonly (int, string?) Done = (204, null);

    [Fact]
    public async Task A_muted_member_reads_and_says_nothing_on_any_node_until_it_is_taken_back()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await bob.JoinAsync(room);
        var own = await bob.SendAsync(room, "before");

        Assert.Equal(Done, await nodes.First.PutAsync("owner", $"/rooms/{room}/mutes/bob", new { reason = "loud" }));
        await SaysAsync(ErrorCodes.Muted, () => bob.TypeAsync(room));
        Assert.Equal(ErrorCodes.Muted, await TestClient.CodeOfAsync(() => bob.SendAsync(room, "x")));
        Assert.Equal(ErrorCodes.Muted, await TestClient.CodeOfAsync(() => bob.EditAsync(room, own.Id, "y")));
        Assert.Equal(ErrorCodes.Muted, await TestClient.CodeOfAsync(() => bob.ReactAsync(room, own.Id, "+1", true)));
        Assert.Equal("before", Assert.Single((await bob.GetAsync(room)).Entries).Text);
        Assert.Equal(["bob"], (await nodes.Second.GetAsync("owner", $"/rooms/{room}/mutes")).Each("user"));

        Assert.Equal(Done, await nodes.Second.DeleteAsync("owner", $"/rooms/{room}/mutes/bob"));
        await SaysAsync("taken", () => bob.SendAsync(room, "after"));
        Assert.Empty((await nodes.First.GetAsync("owner", $"/rooms/{room}/mutes")).Each("user"));
    }

    [Fact]
    public async Task A_mute_that_has_an_end_ends_by_itself()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var bob = await TestClient.ConnectAsync(nodes.First, "bob");
        await bob.JoinAsync(room);

        Assert.Equal(Done, await nodes.First.PutAsync("owner", $"/rooms/{room}/mutes/bob", new { until = DateTimeOffset.UtcNow.AddSeconds(1) }));
        Assert.Equal(ErrorCodes.Muted, await TestClient.CodeOfAsync(() => bob.SendAsync(room, "x")));

        await SaysAsync("taken", () => bob.SendAsync(room, "after"));
    }

    [Fact]
    public async Task A_banned_user_is_out_at_once_and_comes_back_by_no_way_until_it_is_taken_back()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        var token = (await nodes.First.PostAsync("owner", $"/rooms/{room}/invitations", new { })).GetProperty("token").GetString();
        await using var ann = await TestClient.ConnectAsync(nodes.First, "owner");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);

        Assert.Equal(Done, await nodes.First.PutAsync("owner", $"/rooms/{room}/bans/bob"));
        await SaysAsync(ErrorCodes.Banned, () => bob.TypeAsync(room));
        await ann.SendAsync(room, "bob does not hear this");
        await ann.AppendedAsync(room, 1);

        Assert.Empty(bob.Appended);
        await Eventually.BecomesAsync("bob to be told", () => Task.FromResult(bob.Removed.ToArray()), told => told is [var removed] && removed == room);
        Assert.Equal(ErrorCodes.Banned, await TestClient.CodeOfAsync(() => bob.JoinAsync(room)));
        Assert.Equal(ErrorCodes.Banned, await TestClient.CodeOfAsync(() => bob.GetAsync(room)));
        Assert.Equal((403, ErrorCodes.Banned), await nodes.Second.StatusAsync("bob", $"/rooms/{room}/messages"));
        Assert.Equal((403, ErrorCodes.Banned), await nodes.Second.AskAsync("bob", HttpMethod.Post, "/rooms/invitations/redeem", new { token }));
        Assert.Equal((403, ErrorCodes.Banned), await nodes.Second.PutAsync("owner", $"/rooms/{room}/members/bob", new { role = "member" }));
        Assert.DoesNotContain("bob", (await nodes.First.GetAsync("owner", $"/rooms/{room}/members")).Each("user"));

        Assert.Equal(Done, await nodes.First.DeleteAsync("owner", $"/rooms/{room}/bans/bob"));
        Assert.Equal(1, (await bob.JoinAsync(room)).Sequence);
    }

    [Fact]
    public async Task A_user_who_is_banned_while_joining_is_out()
    {
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        var connections = nodes.Second.Services.GetRequiredService<Connections>();
        for (var round = 0; round < 10; round++)
        {
            var room = await TestRooms.CreateAsync(nodes.First);

            var joining = TestClient.TryAsync(() => bob.JoinAsync(room));
            Assert.Equal(Done, await nodes.First.PutAsync("owner", $"/rooms/{room}/bans/bob"));

            Assert.Contains(await joining, (string[])["taken", ErrorCodes.Banned]);
            await Eventually.BecomesAsync(
                "bob to be out", () => Task.FromResult(connections.All.Count(one => one.Rooms.ContainsKey(room))), inside => inside == 0);
            Assert.Equal(ErrorCodes.Banned, await TestClient.CodeOfAsync(() => bob.TypeAsync(room)));
        }
    }

    [Fact]
    public async Task Slow_mode_gives_a_member_one_message_at_a_time_on_all_nodes_and_a_retry_its_own()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var owner = await TestClient.ConnectAsync(nodes.First, "owner");
        await using var bob = await TestClient.ConnectAsync(nodes.First, "bob");
        await using var elsewhere = await TestClient.ConnectAsync(nodes.Second, "bob");
        await owner.JoinAsync(room);
        await bob.JoinAsync(room);
        await elsewhere.JoinAsync(room);
        Assert.Equal(Done, await nodes.First.PutAsync("owner", $"/rooms/{room}/slow-mode", new { seconds = 600 }));
        var id = TestClient.NewId();

        var first = await bob.SendAsync(room, "the only one", id);
        Assert.Equal(first, await bob.SendAsync(room, "the only one", id));
        Assert.Equal(ErrorCodes.SlowMode, await TestClient.CodeOfAsync(() => bob.SendAsync(room, "second")));
        await SaysAsync(ErrorCodes.SlowMode, () => elsewhere.SendAsync(room, "third"));
        await owner.SendAsync(room, "an owner");
        await owner.SendAsync(room, "need not wait");

        // A shorter pause holds from now on, for those too who have spoken under the longer one.
        Assert.Equal(Done, await nodes.First.PutAsync("owner", $"/rooms/{room}/slow-mode", new { seconds = 60 }));
        await bob.SendAsync(room, "after the change");
        Assert.Equal(ErrorCodes.SlowMode, await TestClient.CodeOfAsync(() => bob.SendAsync(room, "and at once")));

        Assert.Equal(Done, await nodes.Second.PutAsync("owner", $"/rooms/{room}/slow-mode", new { seconds = 0 }));
        await SaysAsync("taken", () => bob.SendAsync(room, "free"));
    }

    [Theory]
    [InlineData("stranger", null, false, false)]
    [InlineData("member", null, false, false)]
    [InlineData("moderator", null, true, false)]
    [InlineData("owner", null, true, true)]
    [InlineData("stranger", "moderator", true, false)]
    [InlineData("stranger", "admin", true, true)]
    public async Task Moderators_act_upon_members_and_owners_upon_moderators(string user, string? role, bool uponMembers, bool uponModerators)
    {
        string[] roles = role is null ? [] : [role];
        var room = await TestRooms.CreateAsync(nodes.First, "private");
        foreach (var (name, standing) in ((string, string)[])[("member", "member"), ("victim", "member"), ("moderator", "moderator"), ("other", "moderator")])
        {
            Assert.Equal(Done, await nodes.First.PutAsync("owner", $"/rooms/{room}/members/{name}", new { role = standing }));
        }

        (int, string?) refused = user == "stranger" && role is null ? (404, ErrorCodes.RoomNotFound) : (403, ErrorCodes.NotAllowed);
        var lower = uponMembers ? Done : refused;
        var upper = uponModerators ? Done : refused;

        Assert.Equal(lower, await nodes.First.PutAsync(user, $"/rooms/{room}/mutes/victim", null, roles));
        Assert.Equal(lower, await nodes.First.DeleteAsync(user, $"/rooms/{room}/mutes/victim", roles));
        Assert.Equal(lower, await nodes.First.PutAsync(user, $"/rooms/{room}/slow-mode", new { seconds = 1 }, roles));
        Assert.Equal(lower, await nodes.First.PutAsync(user, $"/rooms/{room}/bans/victim", null, roles));
        Assert.Equal(lower, await nodes.First.DeleteAsync(user, $"/rooms/{room}/bans/victim", roles));
        Assert.Equal(uponMembers ? (200, null) : refused, await nodes.First.StatusAsync(user, $"/rooms/{room}/audit", roles));
        Assert.Equal(uponMembers ? (200, null) : refused, await nodes.First.StatusAsync(user, $"/rooms/{room}/bans", roles));
        Assert.Equal(upper, await nodes.First.PutAsync(user, $"/rooms/{room}/mutes/other", null, roles));
        Assert.Equal(upper, await nodes.First.PutAsync(user, $"/rooms/{room}/bans/other", null, roles));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_by_its_code()
    {
        var room = await TestRooms.CreateAsync(nodes.First);

        Assert.Equal((400, ErrorCodes.UntilInvalid), await nodes.First.PutAsync("owner", $"/rooms/{room}/bans/bob", new { until = "2020-01-01T00:00:00Z" }));
        Assert.Equal((400, ErrorCodes.ReasonInvalid), await nodes.First.PutAsync("owner", $"/rooms/{room}/bans/bob", new { reason = new string('x', 501) }));
        Assert.Equal((403, ErrorCodes.NotAMember), await nodes.First.PutAsync("owner", $"/rooms/{room}/mutes/nobody"));
        Assert.Equal((403, ErrorCodes.NotAllowed), await nodes.First.PutAsync("owner", $"/rooms/{room}/mutes/owner"));
        Assert.Equal((400, ErrorCodes.SlowModeInvalid), await nodes.First.PutAsync("owner", $"/rooms/{room}/slow-mode", new { seconds = -1 }));
        Assert.Equal((404, ErrorCodes.RoomNotFound), await nodes.First.PutAsync("owner", "/rooms/no-such-room/bans/bob"));
        Assert.Equal((400, ErrorCodes.CursorInvalid), await nodes.First.StatusAsync("owner", $"/rooms/{room}/audit?before=x"));
        Assert.Equal((400, ErrorCodes.RangeInvalid), await nodes.First.StatusAsync("owner", $"/rooms/{room}/audit?limit=0"));
        Assert.Equal((409, ErrorCodes.LastOwner), await nodes.First.PutAsync("admin", $"/rooms/{room}/bans/owner", null, "admin"));
    }

    [Fact]
    public async Task The_audit_tells_each_act_once_and_takes_no_change()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var owner = await TestClient.ConnectAsync(nodes.First, "owner");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await owner.JoinAsync(room);
        await bob.JoinAsync(room);
        var message = await bob.SendAsync(room, "rude");

        await owner.DeleteAsync(room, message.Id);
        Assert.Equal(Done, await nodes.First.PutAsync("owner", $"/rooms/{room}/mutes/bob", new { reason = "rude" }));
        Assert.Equal(Done, await nodes.First.DeleteAsync("owner", $"/rooms/{room}/mutes/bob"));
        Assert.Equal(Done, await nodes.First.DeleteAsync("owner", $"/rooms/{room}/mutes/bob"));
        Assert.Equal(Done, await nodes.First.PutAsync("owner", $"/rooms/{room}/members/bob", new { role = "moderator" }));

        var acts = await Eventually.BecomesAsync(
            "the audit to hold the acts", () => nodes.Second.GetAsync("owner", $"/rooms/{room}/audit"), page => page.Each("act").Length == 4);
        Assert.Equal([Acts.MessageDeleted, Acts.Muted, Acts.RoleChanged, Acts.Unmuted], acts.Each("act").Order(StringComparer.Ordinal));
        Assert.All(acts.Each("actor"), actor => Assert.Equal("owner", actor));
        Assert.Contains(message.Id.ToString(), acts.Each("subject"));
        var newest = await nodes.First.GetAsync("owner", $"/rooms/{room}/audit?limit=3");
        var oldest = await nodes.First.GetAsync("owner", $"/rooms/{room}/audit?limit=3&before={newest.GetProperty("next").GetString()}");
        Assert.Equal(acts.Each("id"), newest.Each("id").Concat(oldest.Each("id")));
        foreach (var sql in (string[])["DELETE FROM audit", "UPDATE audit SET actor = 'nobody'"])
        {
            await using var command = nodes.Database.CreateCommand(sql);
            await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_100)]
    public async Task A_change_whose_publication_was_lost_is_found_in_the_audit_however_many_came_after_it(int after)
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var bob = await TestClient.ConnectAsync(nodes.First, "bob");
        await bob.JoinAsync(room);
        await bob.SendAsync(room, "before");

        await using (var command = nodes.Database.CreateCommand(
            $"""
            INSERT INTO mutes (room, user_id, set_by) VALUES ('{room}', 'bob', 'owner');
            INSERT INTO audit (room, actor, act, subject) VALUES ('{room}', 'owner', 'muted', 'bob');
            INSERT INTO audit (room, actor, act) SELECT 'another', 'owner', 'room-renamed' FROM generate_series(1, {after})
            """))
        {
            await command.ExecuteNonQueryAsync();
        }

        await nodes.First.Services.GetRequiredService<RoomChanges>().CatchUpAsync(CancellationToken.None);

        Assert.Equal(ErrorCodes.Muted, await TestClient.CodeOfAsync(() => bob.SendAsync(room, "x")));
    }

    [Fact]
    public async Task A_change_that_a_node_hears_of_but_cannot_read_is_read_when_PostgreSQL_answers_again()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, nodes.Postgres);
        await using var proxy = TcpProxy.Start(nodes.Postgres.Port);
        var cut = await ChatNode.StartAsync(
            stores.RedisServer.ConnectionString, new NpgsqlConnectionStringBuilder(stores.Chatdb) { Port = proxy.Port }.ConnectionString);
        stores.Nodes.Add(cut);
        var room = await TestRooms.CreateAsync(cut);
        await using var bob = await TestClient.ConnectAsync(cut, "bob");
        await bob.JoinAsync(room);
        await bob.SendAsync(room, "before");

        proxy.Cut();
        await using (var database = NpgsqlDataSource.Create(stores.Chatdb))
        await using (var command = database.CreateCommand($"UPDATE rooms SET archived_at = now() WHERE id = '{room}'"))
        {
            // No line of the audit, in which a later look would find it.
            await command.ExecuteNonQueryAsync();
        }

        await stores.Nodes[0].Services.GetRequiredService<RoomChanges>().TellAsync(room, "");
        var breaker = cut.Services.GetRequiredService<DatabaseBreaker>();
        await Eventually.BecomesAsync("PostgreSQL to be found away", () => Task.FromResult(breaker.IsAway), away => away);
        await bob.SendAsync(room, "what was known last holds");
        proxy.Pass();

        await SaysAsync(ErrorCodes.RoomArchived, () => bob.SendAsync(room, "x"));
    }

    [Fact]
    public async Task Sends_are_decided_from_memory_also_while_the_database_is_away()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared: null);
        var node = stores.Nodes[0];
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        Assert.Equal(Done, await node.PutAsync("owner", $"/rooms/{room}/mutes/bob"));

        await stores.Postgres.KillAsync();

        Assert.Equal(1, (await ann.SendAsync(room, "still here")).Sequence);
        Assert.Equal(ErrorCodes.Muted, await TestClient.CodeOfAsync(() => bob.SendAsync(room, "x")));
        await stores.Postgres.StartAsync();
    }

    /// <summary>Other nodes hear of it within moments.</summary>
    private static Task SaysAsync(string code, Func<Task> call) => Eventually.BecomesAsync($"the answer {code}", () => TestClient.TryAsync(call), seen => seen == code);
}
