using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Api.Tests.Nodes;
using Support;

namespace Chat.Api.Tests.Revocation;

/// <summary>A socket lives no longer than the right to have it.</summary>
public sealed class RevocationTests(ChatNodes nodes)
{
    private static readonly TimeSpan OutWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_token_that_ends_closes_its_socket()
    {
        await using var ann = await TestClient.ConnectAsync(nodes.First.Address, "ann", TestTokens.Aged("ann", TimeSpan.Zero, TimeSpan.FromSeconds(2)));
        await using var bob = await TestClient.ConnectAsync(nodes.First, "bob");

        var watch = Stopwatch.StartNew();
        await ann.Closed.Task.WaitAsync(TimeSpan.FromSeconds(15));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        await bob.JoinAsync("lobby");
    }

    [Fact]
    public async Task A_revoked_user_is_out_on_all_nodes_within_a_second_and_stays_out_with_the_old_token()
    {
        var user = $"eve-{Guid.NewGuid():N}";
        var old = TestTokens.Aged(user, TimeSpan.FromSeconds(10), Hour);
        await using var here = await TestClient.ConnectAsync(nodes.First.Address, user, old);
        await using var there = await TestClient.ConnectAsync(nodes.Second.Address, user, old);
        await using var bystander = await TestClient.ConnectAsync(nodes.Second, "ann");
        await here.JoinAsync("lobby");
        await there.JoinAsync("lobby");

        using var admin = nodes.First.Http("root", "admin");
        var revoking = admin.PostAsJsonAsync("/rooms/revocations", new { user });
        (await revoking).EnsureSuccessStatusCode();
        var cuts = await Task.WhenAll(here.Cut.Task, there.Cut.Task).WaitAsync(OutWithin);
        await Task.WhenAll(here.Closed.Task, there.Closed.Task).WaitAsync(OutWithin);

        Assert.Equal([ErrorCodes.Revoked, ErrorCodes.Revoked], cuts);
        foreach (var node in (ChatNode[])[nodes.First, nodes.Second])
        {
            Assert.Equal((401, ErrorCodes.Revoked), await CodeAsync(node, old));
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => TestClient.ConnectAsync(node.Address, user, old));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        // The next sign-in counts.
        await using var back = await TestClient.ConnectAsync(nodes.Second.Address, user, TestTokens.Aged(user, TimeSpan.FromSeconds(-5), Hour));
        await back.JoinAsync("lobby");
        await bystander.JoinAsync("lobby");
        Assert.False(bystander.Closed.Task.IsCompleted);
    }

    [Fact]
    public async Task Only_an_admin_revokes_and_only_whom_there_can_be()
    {
        using var moderator = nodes.First.Http("ann", "moderator", "operator");
        using var admin = nodes.First.Http("root", "admin");

        var refused = await moderator.PostAsJsonAsync("/rooms/revocations", new { user = "bob" });
        var invalid = await admin.PostAsJsonAsync("/rooms/revocations", new { user = (string?)null });

        Assert.Equal((403, "forbidden"), await CodeAsync(refused));
        Assert.Equal((400, ErrorCodes.UserInvalid), await CodeAsync(invalid));
    }

    [Fact]
    public async Task A_revocation_outlives_Redis_and_needs_no_publication()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, nodes.Postgres);
        var old = TestTokens.Aged("eve", TimeSpan.FromSeconds(10), Hour);
        var other = TestTokens.Aged("mallory", TimeSpan.FromSeconds(10), Hour);
        using var admin = stores.Nodes[0].Http("root", "admin");
        (await admin.PostAsJsonAsync("/rooms/revocations", new { user = "eve" })).EnsureSuccessStatusCode();

        await stores.Redis.GetServers().Single().FlushAllDatabasesAsync();
        var late = await stores.StartNodeAsync();
        stores.Nodes.Add(late);
        Assert.Equal((401, ErrorCodes.Revoked), await CodeAsync(late, old));
        Assert.Equal((401, ErrorCodes.Revoked), await CodeAsync(stores.Nodes[1], old));

        // As a revocation whose publication was lost leaves it.
        await using var mallory = await TestClient.ConnectAsync(stores.Nodes[1].Address, "mallory", other);
        await using var database = Npgsql.NpgsqlDataSource.Create(stores.Chatdb);
        await using var command = database.CreateCommand("INSERT INTO revocations VALUES ('mallory', now())");
        await command.ExecuteNonQueryAsync();
        await stores.Redis.GetDatabase().StringSetAsync("chat:revocations", "another");
        Assert.Equal(ErrorCodes.Revoked, await mallory.Cut.Task.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task The_first_revocation_after_Redis_was_emptied_is_seen_by_all()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, nodes.Postgres);
        using var admin = stores.Nodes[0].Http("root", "admin");
        await using var eve = await TestClient.ConnectAsync(stores.Nodes[1].Address, "eve", TestTokens.Aged("eve", TimeSpan.FromSeconds(10), Hour));
        await using var mallory = await TestClient.ConnectAsync(stores.Nodes[1].Address, "mallory", TestTokens.Aged("mallory", TimeSpan.FromSeconds(10), Hour));
        (await admin.PostAsJsonAsync("/rooms/revocations", new { user = "eve" })).EnsureSuccessStatusCode();
        Assert.Equal(ErrorCodes.Revoked, await eve.Cut.Task.WaitAsync(TimeSpan.FromSeconds(5)));

        await stores.Redis.GetServers().Single().FlushAllDatabasesAsync();
        (await admin.PostAsJsonAsync("/rooms/revocations", new { user = "mallory" })).EnsureSuccessStatusCode();

        Assert.Equal(ErrorCodes.Revoked, await mallory.Cut.Task.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    private static async Task<(int Status, string? Code)> CodeAsync(ChatNode node, string token)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await CodeAsync(await http.GetAsync("/rooms"));
    }

    private static async Task<(int Status, string? Code)> CodeAsync(HttpResponseMessage answer)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return ((int)answer.StatusCode, problem.GetProperty("code").GetString());
    }
}
