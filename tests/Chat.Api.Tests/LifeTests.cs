using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Chat.Api.Delivery;
using Chat.Api.Tests.Nodes;
using Hosting.LocalProcesses.Servers;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Chat.Api.Tests;

/// <summary>How a node starts, stops and defends itself.</summary>
public sealed class LifeTests(ChatNodes shared)
{
    [Fact]
    public async Task Two_nodes_that_start_at_once_apply_each_migration_once()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 2, shared.Postgres);

        var scripts = typeof(ChatService).Assembly.GetManifestResourceNames().Count(name => name.EndsWith(".sql", StringComparison.Ordinal));
        Assert.Equal(scripts + global::Webhooks.WebhookSchema.Scripts.Count, await stores.CountAsync("SELECT count(*) FROM schemaversions"));
        Assert.Equal(1, await stores.CountAsync("SELECT count(*) FROM rooms WHERE id = 'lobby'"));
    }

    [Fact]
    public async Task Another_number_of_partitions_or_a_wrong_setting_stops_the_start()
    {
        await using var other = ChatNode.Create(shared.RedisConnection, shared.Chatdb, "--Chat:Partitions=32");
        await using var wrong = ChatNode.Create(shared.RedisConnection, shared.Chatdb, "--Chat:QueueMessages=0");

        Assert.Equal(1, await other.RunAsync());
        Assert.Equal(1, await wrong.RunAsync());
    }

    [Fact]
    public async Task A_node_that_stops_tells_its_clients_to_come_back_and_ends_when_they_have_left()
    {
        var node = await ChatNode.StartAsync(shared.RedisConnection, shared.Chatdb);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await ann.JoinAsync("lobby");
        var receipt = await ann.SendAsync("lobby", "just before the end");

        var watch = Stopwatch.StartNew();
        // The drain blocks whoever tells the host to stop.
        var stopping = Task.Run(node.StopAsync);
        Assert.InRange(await ann.Reconnect.Task.WaitAsync(TimeSpan.FromSeconds(10)), 0, 10_000);
        await ann.DisposeAsync();
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await node.DisposeAsync();

        await using var back = await TestClient.ConnectAsync(shared.First, "ann");
        Assert.Contains((await back.JoinAsync("lobby")).Entries, entry => entry.Id == receipt.Id);
    }

    [Fact]
    public async Task A_client_that_was_connecting_when_the_node_was_told_to_stop_is_told_to_come_back_within_the_time_that_is_left()
    {
        await using var node = await ChatNode.StartAsync(shared.RedisConnection, shared.Chatdb);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        using var late = await RawSocket.ConnectAsync(node, "late");
        var stopping = Task.Run(node.StopAsync);
        await ann.Reconnect.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await Task.Delay(TimeSpan.FromSeconds(2));
        await late.SendFrameAsync(RawSocket.Handshake);
        using var told = JsonDocument.Parse(await late.ReadFrameAsync(frame => frame.Contains("Reconnect", StringComparison.Ordinal)));
        Assert.InRange(told.RootElement.GetProperty("arguments")[0].GetInt32(), 0, 6_400);

        late.Abort();
        await ann.DisposeAsync();
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_process_that_gets_SIGTERM_with_nobody_connected_exits_0_at_once()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        using var process = Process.Start("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Chat.Api.dll"), $"--urls={address}", .. ChatNode.Settings(shared.RedisConnection, shared.Chatdb),
        ]);
        using var http = new HttpClient { BaseAddress = address };
        await Eventually.BecomesAsync("the node to be healthy", () => HealthAsync(http), status => status == "200", TimeSpan.FromSeconds(40));

        var watch = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);

        Assert.Equal(0, process.ExitCode);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task With_durability_Postgres_a_send_is_acknowledged_after_the_commit()
    {
        await using var node = await ChatNode.StartAsync(shared.RedisConnection, shared.Chatdb, "--Chat:Durability=Postgres");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await ann.JoinAsync(room);

        for (var i = 0; i < 5; i++)
        {
            var receipt = await ann.SendAsync(room, $"message {i}");
            Assert.Equal(receipt.Id, (await node.ReadStoredAsync(room))[^1].Id);
        }
    }

    [Fact]
    public async Task A_user_who_sends_too_fast_is_refused_and_the_same_id_is_taken_later()
    {
        await using var node = await ChatNode.StartAsync(shared.RedisConnection, shared.Chatdb, "--Chat:MessagesPerSecond=1", "--Chat:MessageBurst=2");
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await ann.JoinAsync(room);
        var id = TestClient.NewId();

        await ann.SendAsync(room, "1");
        await ann.SendAsync(room, "2");
        Assert.Equal(ErrorCodes.TooFast, await TestClient.CodeOfAsync(() => ann.SendAsync(room, "3", id)));
        var taken = await Eventually.BecomesAsync("the send to be taken", () => SendAsync(ann, room, id), sequence => sequence > 0);

        Assert.Equal(3, taken);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_and_the_others_get_everything()
    {
        await using var node = await ChatNode.StartAsync(shared.RedisConnection, shared.Chatdb);
        var room = await TestRooms.CreateAsync(node);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await ann.JoinAsync(room);
        using var deaf = await ConnectDeafAsync(node, room);
        var connections = node.Services.GetRequiredService<Connections>();
        await Eventually.BecomesAsync("the deaf client to be in the room", () => Task.FromResult(connections.All.Count(one => one.Rooms.ContainsKey(room))), count => count == 2);

        // More than the queue, the pipe and the buffers of both sockets hold.
        var text = new string('x', 4_000);
        var sent = 0;
        while (connections.Count == 2 && sent < 6_000)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ann.SendAsync(room, text)));
            sent += 50;
        }

        await Eventually.BecomesAsync("the deaf client to be gone", () => Task.FromResult(connections.Count), count => count == 1);
        Assert.Equal(Enumerable.Range(1, sent).Select(i => (long)i), (await ann.AppendedAsync(room, sent)).Select(entry => entry.Sequence));
    }

    private static async Task<string> HealthAsync(HttpClient http)
    {
        try
        {
            return ((int)(await http.GetAsync("/health")).StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
    }

    private static async Task<long> SendAsync(TestClient client, string room, string id)
    {
        try
        {
            return (await client.SendAsync(room, "3", id)).Sequence;
        }
        catch (Microsoft.AspNetCore.SignalR.HubException)
        {
            return 0;
        }
    }

    /// <summary>A WebSocket that joins the room and never reads.</summary>
    private static async Task<ClientWebSocket> ConnectDeafAsync(ChatNode node, string room)
    {
        var socket = await RawSocket.ConnectAsync(node, "deaf");
        await socket.JoinUnreadAsync(room);
        return socket;
    }
}
