using System.Net.Http.Json;
using Chat.Api.Presence;
using Chat.Api.Reading;
using Chat.Api.Storage;
using Chat.Api.Tests.Nodes;
using Chat.Api.Tests.Presence;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Support;

namespace Chat.Api.Tests;

/// <summary>Presence, read marks and revocations over a real Redis Cluster: every script stays within one slot.</summary>
public sealed class LiveOnClusterTests(ChatNodes shared) : IAsyncLifetime
{
    private const int Rooms = 6;
    private ClusterNodes nodes = null!;

    public async ValueTask InitializeAsync() => nodes = await ClusterNodes.StartAsync(shared.Postgres);

    public ValueTask DisposeAsync() => nodes.DisposeAsync();

    [Fact]
    public async Task Presence_read_marks_and_revocations_work_on_every_master()
    {
        await using var ann = await TestClient.ConnectAsync(nodes.First.Address, "ann", TestTokens.Aged("ann", TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)));
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        var rooms = await Task.WhenAll(Enumerable.Range(0, Rooms).Select(_ => TestRooms.CreateAsync(nodes.First)));
        foreach (var room in rooms)
        {
            var seen = await PresenceView.OpenAsync(bob, room);
            await ann.JoinAsync(room);
            await seen.ShowsAsync("ann bob");
            await seen.ShowsAsync("ann bob", await GhostAsync(room, "cem"));

            await ann.SendAsync(room, "one");
            await ann.SendAsync(room, "two");
            await bob.Hub.InvokeAsync("MarkRead", room, 1L);
            Assert.Equal(new(room, 1, 2, 1), await UnreadAsync("bob", room));
        }

        using var admin = nodes.Second.Http("root", "admin");
        (await admin.PostAsJsonAsync("/rooms/revocations", new { user = "ann" })).EnsureSuccessStatusCode();
        Assert.Equal(ErrorCodes.Revoked, await ann.Cut.Task.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    /// <summary>Enters a user of a node that is dead, and answers how long it may be seen.</summary>
    private async Task<TimeSpan> GhostAsync(string room, string user)
    {
        var keys = PresenceKeys.Change(nodes.First.Services.GetRequiredService<Partitions>().Of(room), "dead");
        var database = nodes.First.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        await database.ScriptEvaluateAsync(PresenceScripts.Announce, keys, [room, 200, 1, user]);
        var here = nodes.First.Services.GetRequiredService<PresenceReader>();
        Assert.Contains(user, (await here.ReadAsync(room)).Users!);
        await database.SetAddAsync(PresenceKeys.Nodes, "dead");
        await Eventually.BecomesAsync("the ghost to be buried", () => here.ReadAsync(room), answer => !answer.Users!.Contains(user));
        return TimeSpan.FromSeconds(5);
    }

    private async Task<UnreadRoom?> UnreadAsync(string user, string room)
    {
        using var http = nodes.First.Http(user);
        return (await http.GetFromJsonAsync<List<UnreadRoom>>("/rooms/unread"))!.SingleOrDefault(unread => unread.Room == room);
    }
}
