using System.Diagnostics;
using Chat.Api.Delivery;
using Chat.Api.Storage;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Support;
using Support.Servers;

namespace Chat.Api.Tests;

/// <summary>A broker that is there and says nothing, or is cut off: the node notices, says so, and misses nothing in the end.</summary>
public sealed class SilenceTests(ChatNodes shared)
{
    /// <summary>The limit is 3 s; a machine that is busy with other tests is given as much again.</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(6);

    /// <summary>Whoever stops a node kills it after 20 s.</summary>
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Subscriptions_that_fall_silent_are_noticed_made_anew_and_what_was_missed_is_repaired()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared.Postgres);
        await using var proxy = TcpProxy.Start(stores.RedisServer.Port, marker: "SSUBSCRIBE");
        stores.Nodes.Add(await stores.StartNodeAsync(proxy));
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await JoinAsync(ann, bob);

        // Again and again: the node may be making its subscriptions anew at this very moment, and those would be heard.
        var (problem, after) = await WaitForProblemAsync(stores.Nodes[1], () =>
        {
            proxy.BlackHole(onlyMarked: true);
            return SendAsync(ann, 1);
        });
        Assert.Contains("Redis is silent", problem, StringComparison.Ordinal);
        Assert.InRange(after, TimeSpan.Zero, Noticed);
        await SendAsync(ann, 5);

        // New connections work: the node has helped itself.
        await WaitForHealthAsync(stores.Nodes[1]);
        await SendAsync(ann, 5);
        await AssertSameAsync(ann, bob);
    }

    [Fact]
    public async Task A_broker_that_swallows_everything_is_unhealthy_until_it_answers_again_and_nothing_is_lost()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared.Postgres);
        await using var proxy = TcpProxy.Start(stores.RedisServer.Port);
        stores.Nodes.Add(await stores.StartNodeAsync(proxy));
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await JoinAsync(ann, bob);

        proxy.BlackHole();
        var (_, after) = await WaitForProblemAsync(stores.Nodes[1], () => SendAsync(ann, 1));
        Assert.InRange(after, TimeSpan.Zero, Noticed);
        using var http = stores.Nodes[1].Http("operator");
        await Eventually.BecomesAsync("health to say so", async () => (int)(await http.GetAsync("/health")).StatusCode, status => status == 503);
        Assert.Equal(ErrorCodes.Unavailable, await TestClient.CodeOfAsync(() => bob.SendAsync("lobby", "into the void")));
        await SendAsync(ann, 20);

        proxy.Pass();
        await WaitForHealthAsync(stores.Nodes[1]);
        await SendAsync(ann, 5);
        await AssertSameAsync(ann, bob);
        var back = await bob.SendAsync("lobby", "back");
        Assert.Equal(back.Id, (await ann.AppendedAsync("lobby", (int)back.Sequence))[^1].Id);
    }

    [Fact]
    public async Task A_broker_that_is_cut_off_and_comes_back_has_lost_nothing_for_the_members_of_the_node()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared.Postgres);
        await using var proxy = TcpProxy.Start(stores.RedisServer.Port);
        stores.Nodes.Add(await stores.StartNodeAsync(proxy));
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await using var bob = await TestClient.ConnectAsync(stores.Nodes[1], "bob");
        await JoinAsync(ann, bob);

        proxy.Cut();
        await SendAsync(ann, 20);
        await WaitForProblemAsync(stores.Nodes[1], () => Task.CompletedTask);
        await SendAsync(ann, 5);
        proxy.Pass();

        await WaitForHealthAsync(stores.Nodes[1]);
        await AssertSameAsync(ann, bob);
    }

    [Fact]
    public async Task A_node_that_stops_does_not_wait_for_a_broker_that_says_nothing()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 0, shared.Postgres);
        await using var proxy = TcpProxy.Start(stores.RedisServer.Port);
        await using var node = await stores.StartNodeAsync(proxy, "--Chat:DrainTimeout=00:00:00");
        var owner = node.Services.GetRequiredService<PartitionOwner>();
        await Eventually.BecomesAsync("the node to have partitions", () => Task.FromResult(owner.Owned.Count()), count => count > 0);

        proxy.BlackHole();

        await Task.Run(node.StopAsync).WaitAsync(Stopped);
    }

    private static async Task JoinAsync(TestClient ann, TestClient bob)
    {
        await ann.JoinAsync("lobby");
        await bob.JoinAsync("lobby");
        await ann.SendAsync("lobby", "before");
        await bob.AppendedAsync("lobby", 1);
    }

    private static async Task SendAsync(TestClient client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await client.SendAsync("lobby", $"message {i}");
        }
    }

    private static async Task<(string Problem, TimeSpan After)> WaitForProblemAsync(ChatNode node, Func<Task> meanwhile)
    {
        var probe = node.Services.GetRequiredService<DeliveryProbe>();
        var watch = Stopwatch.StartNew();
        var problem = await Eventually.BecomesAsync("the silence to be noticed", () => ReadAsync(probe, meanwhile), seen => seen is not null);
        return (problem!, watch.Elapsed);
    }

    private static async Task<string?> ReadAsync(DeliveryProbe probe, Func<Task> meanwhile)
    {
        await meanwhile();
        return probe.Problem;
    }

    private static async Task WaitForHealthAsync(ChatNode node)
    {
        using var http = node.Http("operator");
        await Eventually.BecomesAsync("the node to be healthy", async () => (int)(await http.GetAsync("/health")).StatusCode, status => status == 200);
    }

    /// <summary>Both have heard the same, gap-free from the first to a last one, with whose sequence it is known how many there are.</summary>
    private static async Task AssertSameAsync(TestClient ann, TestClient bob)
    {
        var last = (int)(await ann.SendAsync("lobby", "the last")).Sequence;
        var first = await ann.AppendedAsync("lobby", last);
        var second = await bob.AppendedAsync("lobby", last);
        Assert.Equal(Enumerable.Range(1, last).Select(i => (long)i), first.Select(entry => entry.Sequence));
        Assert.Equal(first.Select(entry => entry.Id), second.Select(entry => entry.Id));
    }
}
