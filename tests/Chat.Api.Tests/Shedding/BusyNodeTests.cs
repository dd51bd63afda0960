using Chat.Api.Shedding;
using Chat.Api.Tests.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Support;
using Support.Servers;

namespace Chat.Api.Tests.Shedding;

/// <summary>A node whose probes come back late: the same as one that is late for any other reason.</summary>
public sealed class BusyNodeTests(ChatNodes nodes)
{
    [Fact]
    public async Task A_flood_is_refused_with_a_hint_the_others_talk_on_and_the_same_ids_are_taken_when_it_is_over()
    {
        await using var node = await ChatNode.StartAsync(nodes.RedisConnection, nodes.Chatdb, "--Chat:LagMax=00:00:20", "--Chat:CalmMessagesPerSecond=5", "--Chat:HeavyMessagesPerSecondMin=10");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        using var busy = new CancellationTokenSource();
        var straining = StrainAsync(node, busy.Token);
        await Eventually.BecomesAsync("the node to shed", () => Task.FromResult(node.Services.GetRequiredService<LoadShedder>().Rate), rate => rate <= 11);

        var ids = Enumerable.Range(0, 14).Select(_ => TestClient.NewId()).ToArray();
        var flood = ids.Select(id => TryAsync(() => ann.SendAsync(room, "flood", id))).ToArray();
        Assert.Equal("ok", await TryAsync(() => bob.SendAsync(room, "calm")));
        // Not in the same moment: no person sends twice within 200 ms.
        var next = TestClient.NewId();
        await Eventually.BecomesAsync("bob to send again", () => TryAsync(() => bob.SendAsync(room, "still calm", next)), answer => answer == "ok", TimeSpan.FromSeconds(5));
        var answers = await Task.WhenAll(flood);
        var refused = answers.Where(answer => answer != "ok").ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Matches($"HubException: {ErrorCodes.TooBusy}: .* Retry after [0-9]+ ms\\.$", answer));

        await busy.CancelAsync();
        await straining;
        foreach (var id in ids)
        {
            await Eventually.BecomesAsync("the same id to be taken", () => TryAsync(() => ann.SendAsync(room, "flood", id)), answer => answer == "ok");
        }

        Assert.Equal(ids.Length + 2, (await bob.AppendedAsync(room, ids.Length + 2)).Count);
    }

    [Fact]
    public async Task Where_appends_pile_up_a_second_send_edit_deletion_or_reaction_is_refused_at_once_and_the_pile_is_gone_when_they_have_failed()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 0, nodes.Postgres);
        await using var proxy = TcpProxy.Start(stores.RedisServer.Port);
        // So little is calm that a second send is not, however long a busy machine takes until it comes.
        var node = await stores.StartNodeAsync(proxy, "--Chat:SendsAtOnce=1", "--Chat:CalmMessagesPerSecond=0.01");
        stores.Nodes.Add(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        // One each: a connection's calls are done one after the other.
        await using var again = await TestClient.ConnectAsync(node, "ann");
        await using var editing = await TestClient.ConnectAsync(node, "ann");
        await using var deleting = await TestClient.ConnectAsync(node, "ann");
        await using var reacting = await TestClient.ConnectAsync(node, "ann");
        await using var bob = await TestClient.ConnectAsync(node, "bob");
        foreach (var client in (TestClient[])[ann, again, bob])
        {
            await client.JoinAsync("lobby");
        }

        var lag = node.Services.GetRequiredService<NodeLag>();
        proxy.BlackHole();
        var stuck = new[] { TryAsync(() => bob.SendAsync("lobby", "stuck")), TryAsync(() => ann.SendAsync("lobby", "stuck")) };
        await Eventually.BecomesAsync("two appends under way", () => Task.FromResult(lag.AppendsUnderWay), count => count == 2);
        var id = Guid.CreateVersion7();
        var refused = await Task.WhenAll(
            TryAsync(() => again.SendAsync("lobby", "at once")), TryAsync(() => editing.EditAsync("lobby", id, "at once")),
            TryAsync(() => deleting.DeleteAsync("lobby", id)), TryAsync(() => reacting.ReactAsync("lobby", id, "👍", on: true)));

        Assert.All(refused, answer => Assert.StartsWith(ErrorCodes.TooBusy, answer.Split("HubException: ")[^1], StringComparison.Ordinal));
        Assert.All(await Task.WhenAll(stuck), answer => Assert.Contains(ErrorCodes.Unavailable, answer, StringComparison.Ordinal));
        Assert.Equal(0, lag.AppendsUnderWay);
        proxy.Pass();
    }

    /// <summary>Again and again: each look at the lag begins anew.</summary>
    private static async Task StrainAsync(ChatNode node, CancellationToken cancellationToken)
    {
        var lag = node.Services.GetRequiredService<NodeLag>();
        while (!cancellationToken.IsCancellationRequested)
        {
            lag.Heard(TimeSpan.FromSeconds(30));
            await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
        }
    }

    private static async Task<string> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "ok";
        }
        catch (HubException refused)
        {
            return refused.Message;
        }
    }
}
