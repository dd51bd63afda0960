using System.Collections.Concurrent;
using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Support;
using Support.Servers;

namespace Chat.Client.Tests.Conformance;

/// <summary>One case at the service: its room, and for each client a way of its own to a node, whose network can be broken.</summary>
internal sealed class Case : IAsyncDisposable
{
    private readonly Service service;
    private readonly ConcurrentDictionary<string, Way> ways = new();

    private Case(Service service, string room) => (this.service, Room) = (service, room);

    public string Room { get; }

    public static async Task<Case> OpenAsync(Service service, IEnumerable<string> clients)
    {
        var opened = new Case(service, await TestRooms.CreateAsync(service.Nodes[0]));
        foreach (var (client, node) in clients.Zip(Enumerable.Range(0, int.MaxValue).Select(i => service.Nodes[i % 2])))
        {
            var user = $"{client}-{opened.Room}";
            opened.ways[client] = new(TcpProxy.Start(node.Address.Port), node, user, TestTokens.For(user));
        }

        return opened;
    }

    public object Describe(string id) => new
    {
        id,
        room = Room,
        clients = ways.ToDictionary(way => way.Key, way => new
        {
            user = way.Value.User,
            url = $"http://127.0.0.1:{way.Value.Proxy.Port}/hubs/chat",
            token = way.Value.Token,
        }),
    };

    public Task BreakAsync(Fault fault) => fault.Name switch
    {
        "offline" => At(fault, way => way.Proxy.Cut()),
        "online" => At(fault, way => way.Proxy.Pass()),
        "reset" => At(fault, way => way.Proxy.Reset()),
        "lose-answers" => At(fault, way => way.Proxy.LoseAnswers()),
        "black-hole" => At(fault, way => way.Proxy.BlackHole()),
        "refuse-sockets" => At(fault, way => service.Upgrades.Refuse(way.Token, fault.Count!.Value)),
        "cut-with" => At(fault, way => CutOff(way, fault.Code!)),
        "drain" => DrainAsync(ways[fault.Client!].Node),
        "flush" => service.FlushAsync(),
        "redis-down" => service.StopRedisAsync(),
        "redis-up" => service.StartRedisAsync(),
        "remove" => RemoveAsync(ways[fault.Client!].User),
        "append" => AppendAsync(fault),
        _ => throw new ArgumentException($"There is no fault '{fault.Name}'.", nameof(fault)),
    };

    /// <summary>How many messages the room's log holds.</summary>
    public async Task<int> CountAsync()
    {
        var history = service.Nodes[0].Services.GetRequiredService<History>();
        var count = 0;
        long after = 0;
        while (true)
        {
            var page = await history.PageAsync(Room, "conformance", null, after, History.LimitMax, CancellationToken.None);
            count += page.Entries.Count(entry => entry.Kind == EntryKinds.Message);
            if (!page.More)
            {
                return count;
            }

            after = page.Entries[^1].Sequence;
        }
    }

    /// <summary>By what each client is connected.</summary>
    public Dictionary<string, string?> Transports() => ways.ToDictionary(way => way.Key, way => service.Upgrades.TransportOf(way.Value.Token));

    public async ValueTask DisposeAsync()
    {
        foreach (var way in ways.Values)
        {
            await way.Proxy.DisposeAsync();
        }
    }

    private Task At(Fault fault, Action<Way> act)
    {
        act(ways[fault.Client!]);
        return Task.CompletedTask;
    }

    /// <summary>As the service does it: says why, then closes.</summary>
    private static void CutOff(Way way, string code)
    {
        foreach (var connection in way.Node.Services.GetRequiredService<Chat.Api.Delivery.Connections>().All.Where(connection => connection.User == way.User))
        {
            connection.Cut(code);
        }
    }

    private Task DrainAsync(ChatNode node) => service.DrainAsync(node, next =>
    {
        foreach (var (client, way) in ways.Where(way => way.Value.Node == node))
        {
            way.Proxy.Retarget(next.Address.Port);
            ways[client] = way with { Node = next };
        }
    });

    private async Task RemoveAsync(string user)
    {
        using var owner = service.Nodes[0].Http("owner");
        using var answer = await owner.DeleteAsync($"/rooms/{Room}/members/{user}");
        answer.EnsureSuccessStatusCode();
    }

    private async Task AppendAsync(Fault fault)
    {
        var log = service.Nodes[^1].Services.GetRequiredService<RoomLog>();
        for (var i = 0; i < (fault.Count ?? 1); i++)
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            await log.AppendAsync(new(Room, new()
            {
                Kind = EntryKinds.Message,
                Id = Guid.CreateVersion7(now),
                Sender = fault.User ?? "somebody",
                SentAt = now.UtcDateTime,
                Text = fault.Text ?? $"appended {i}",
                ClientMessageId = fault.ClientMessageId,
            }));
        }
    }

    private sealed record Way(TcpProxy Proxy, ChatNode Node, string User, string Token);
}

/// <summary>What a runner asks to be broken or mended.</summary>
internal sealed record Fault
{
    [System.Text.Json.Serialization.JsonPropertyName("fault")]
    public required string Name { get; init; }

    public string? Client { get; init; }

    public string? Code { get; init; }

    public int? Count { get; init; }

    public string? User { get; init; }

    public string? Text { get; init; }

    public Guid? ClientMessageId { get; init; }
}
