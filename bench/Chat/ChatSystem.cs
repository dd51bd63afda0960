using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Bench.Lab.Systems;
using Support;

namespace Bench.Chat;

/// <summary>Nodes under load: this system's, a peer's, or a gateway that is running already.</summary>
internal sealed class ChatSystem : IAsyncDisposable
{
    private const int CreatingAtOnce = 16;
    private const int PoolSizePerNode = 5;

    /// <summary>The seed's 50 for all nodes together: a row per message needs a connection per message under way.</summary>
    private const int PeerPoolSize = 50;

    private readonly IReadOnlyList<ServiceProcess> nodes;
    private readonly Func<string, CancellationToken, Task<string>> tokenOf;

    /// <summary>Where a room is created: on one node of each system, since all of its nodes have it then.</summary>
    private IReadOnlyList<Uri> roomsAt;

    private ChatSystem(
        IReadOnlyList<ServiceProcess> nodes, IReadOnlyList<Uri> addresses, bool isPeer, Func<string, CancellationToken, Task<string>> tokenOf) =>
        (this.nodes, Addresses, IsPeer, this.tokenOf, roomsAt) = (nodes, addresses, isPeer, tokenOf, [addresses[0]]);

    /// <summary>Where clients connect to.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>A peer has no rooms to create and no sequence per room.</summary>
    public bool IsPeer { get; }

    /// <summary>Process ids of the nodes; none of a system that was running already.</summary>
    public IReadOnlyList<int> Ids => [.. nodes.Select(node => node.Id)];

    /// <summary>Starts this system's nodes, all at once; <paramref name="settings"/> replace those of the lab.</summary>
    public static Task<ChatSystem> StartAsync(
        ChatStores stores, int count, CancellationToken cancellationToken, Dictionary<string, string>? settings = null) => StartAsync(
        "Chat.Api", null, isPeer: false, count, Replace(settings, OfLab(stores.Redis, stores.Database)), cancellationToken);

    /// <summary>
    /// Starts a node over each of the stores, driven by one crowd: nodes over the same stores are one system, those over others know nothing
    /// of them.
    /// </summary>
    public static async Task<ChatSystem> StartOverAsync(IReadOnlyList<(string Redis, string Database)> ofNodes, CancellationToken cancellationToken)
    {
        var system = await StartAsync(
            "Chat.Api", null, isPeer: false, [.. ofNodes.Select(stores => OfLab(stores.Redis, stores.Database))], cancellationToken);
        system.roomsAt = [.. ofNodes.Index().DistinctBy(node => node.Item).Select(node => system.Addresses[node.Index])];
        return system;
    }

    /// <summary>Starts this system's nodes with all limits as they are by default.</summary>
    public static Task<ChatSystem> StartLimitedAsync(ChatStores stores, int count, CancellationToken cancellationToken) => StartAsync(
        "Chat.Api", null, isPeer: false, count, new()
        {
            ["ConnectionStrings:redis"] = stores.Redis,
            ["ConnectionStrings:chatdb"] = stores.Database,
            ["Chat:DatabasePoolSize"] = PoolSizePerNode.ToString(CultureInfo.InvariantCulture),
        },
        cancellationToken);

    /// <summary>Starts nodes of the peer, over the same servers.</summary>
    public static Task<ChatSystem> StartPeerAsync(ChatStores stores, int count, CancellationToken cancellationToken) => StartAsync(
        "Peers", ["signalr-backplane"], isPeer: true, count, new()
        {
            ["ConnectionStrings:redis"] = stores.Redis,
            ["ConnectionStrings:chatdb"] = stores.PeerDatabase + $";Maximum Pool Size={PeerPoolSize / count}",
        },
        cancellationToken);

    /// <summary>Starts one node of SignalR alone, which uses none of the servers.</summary>
    public static Task<ChatSystem> StartFloorAsync(CancellationToken cancellationToken) =>
        StartAsync("Peers", ["signalr-alone"], isPeer: true, count: 1, [], cancellationToken);

    /// <summary>A gateway that runs already, with its development tokens.</summary>
    public static ChatSystem Running(Uri gateway)
    {
        var client = new HttpClient { BaseAddress = gateway };
        return new([], [gateway], isPeer: false, (user, cancellationToken) => DevelopmentSignIn.TokenAsync(client, user, cancellationToken));
    }

    public Task<string> TokenAsync(string user, CancellationToken cancellationToken) => tokenOf(user, cancellationToken);

    /// <summary>Creates public rooms, which anybody may join.</summary>
    public async Task CreateRoomsAsync(IReadOnlyList<string> rooms, CancellationToken cancellationToken)
    {
        if (IsPeer)
        {
            return;
        }

        foreach (var address in roomsAt)
        {
            await CreateRoomsAsync(address, rooms, cancellationToken);
        }
    }

    private async Task CreateRoomsAsync(Uri address, IReadOnlyList<string> rooms, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync("bench-owner", cancellationToken));
        await Parallel.ForEachAsync(
            rooms,
            new ParallelOptions { MaxDegreeOfParallelism = CreatingAtOnce, CancellationToken = cancellationToken },
            async (room, token) =>
            {
                using var answer = await client.PostAsJsonAsync("/rooms", new { id = room, name = room, kind = "public" }, token);
                if (!answer.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException(
                        $"POST /rooms answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(token)}");
                }
            });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));

    private static Dictionary<string, string> OfLab(string redis, string database) => new()
    {
        ["ConnectionStrings:redis"] = redis,
        ["ConnectionStrings:chatdb"] = database,
        // The limits of one user, not of the system: the few clients of a short form speak for many.
        ["Chat:MessagesPerSecond"] = "100000",
        ["Chat:MessageBurst"] = "100000",
        ["Chat:RoomsPerConnection"] = "1000",
        ["Chat:RoomMessagesPerSecond"] = "100000",
        ["Chat:RoomMessageBurst"] = "100000",
        ["Chat:JoinsPerSecond"] = "100000",
        ["Chat:JoinBurst"] = "100000",
        ["Chat:CallsPerSecond"] = "100000",
        ["Chat:CallBurst"] = "100000",
        ["Chat:ConnectionsPerUser"] = "100000",
        // Its full capacity is the subject, also where that makes it late.
        ["Chat:LagMax"] = "00:01:00",
        ["Chat:SendsAtOnce"] = "100000",
        ["Chat:RoomsPerUser"] = "100000",
        // The generator shares the cores and reads late now and then; who is cut off for that is not the subject.
        ["Chat:QueueMessages"] = "10000",
        ["Chat:QueueBytes"] = "16777216",
        // Little, to see whether it is enough: a pool that is larger is filled by the herd of clients that join at once.
        ["Chat:DatabasePoolSize"] = PoolSizePerNode.ToString(CultureInfo.InvariantCulture),
    };

    private static Dictionary<string, string> Replace(Dictionary<string, string>? settings, Dictionary<string, string> ofLab)
    {
        foreach (var (key, value) in settings ?? [])
        {
            ofLab[key] = value;
        }

        return ofLab;
    }

    private static Task<ChatSystem> StartAsync(
        string project, string[]? arguments, bool isPeer, int count, Dictionary<string, string> settings, CancellationToken cancellationToken) =>
        StartAsync(project, arguments, isPeer, [.. Enumerable.Repeat(settings, count)], cancellationToken);

    private static async Task<ChatSystem> StartAsync(
        string project, string[]? arguments, bool isPeer, Dictionary<string, string>[] settingsOfNodes, CancellationToken cancellationToken)
    {
        var starting = settingsOfNodes.Select(settings => ServiceProcess.StartAsync(project, settings, arguments, cancellationToken)).ToArray();
        try
        {
            var nodes = await Task.WhenAll(starting);
            return new(nodes, [.. nodes.Select(node => node.Address)], isPeer, (user, _) => Task.FromResult(TestTokens.For(user)));
        }
        catch
        {
            await EndAsync(starting);
            throw;
        }
    }

    /// <summary>Where one node does not start, the others must not be left behind.</summary>
    private static async Task EndAsync(Task<ServiceProcess>[] starting)
    {
        foreach (var start in starting)
        {
            await ((Task)start).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (start.IsCompletedSuccessfully)
            {
                await start.Result.DisposeAsync();
            }
        }
    }
}
