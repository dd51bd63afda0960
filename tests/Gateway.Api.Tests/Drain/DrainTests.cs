using System.Net;
using System.Net.WebSockets;
using System.Text;
using Gateway.Api.Tests.Proxy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Gateway.Api.Tests.Drain;

/// <summary>A stop, a restart of a node and a new configuration cost nobody an answer.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task A_stop_turns_readiness_first_serves_on_and_asks_connections_to_close()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await Upstream.StartAsync(async context =>
        {
            await goOn.Task;
            await context.Response.WriteAsync("whole");
        });
        var settings = GatewayApp.Addresses(("catalog", service.Address));
        settings["Drain:Notice"] = "00:00:03";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
        var underWay = client.GetAsync("/catalog/products/1");
        await Eventually.BecomesAsync("a call to the service", () => Task.FromResult(service.Targets.Count), count => count == 1);

        var stopping = gateway.Services.GetRequiredService<IHost>().StopAsync();

        var health = await Eventually.BecomesAsync("readiness to turn", () => client.GetAsync("/health"), answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable);
        var served = await client.GetAsync("/alive");
        Assert.Equal((HttpStatusCode.OK, true, true), (served.StatusCode, served.Headers.ConnectionClose, health.Headers.ConnectionClose));
        goOn.SetResult();
        var answer = await underWay;
        Assert.Equal((HttpStatusCode.OK, "whole", true), (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.ConnectionClose));
        await stopping;
    }

    [Fact]
    public async Task A_proxied_web_socket_is_told_between_two_messages_and_closes_in_order()
    {
        await using var chat = await FakeChat.StartAsync();
        await using var gateway = new GatewayApp(GatewayApp.Addresses(("chat", chat.Address)));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {TestTokens.For("ada")}");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.Address.Port}/hubs/chat"), limit.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, limit.Token);
        var buffer = new byte[1024];
        var handshake = await socket.ReceiveAsync(buffer, limit.Token);
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(buffer, 0, handshake.Count));

        var stopping = gateway.Services.GetRequiredService<IHost>().StopAsync(limit.Token);

        WebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(buffer, limit.Token);
        }
        while (received.MessageType != WebSocketMessageType.Close);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, received.CloseStatus);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        await stopping;
    }

    [Fact]
    public async Task A_rolling_restart_of_the_nodes_of_a_service_fails_no_request()
    {
        Upstream[] nodes = [await Upstream.StartAsync(Upstream.Json("1")), await Upstream.StartAsync(Upstream.Json("1"))];
        var settings = GatewayApp.Addresses(("catalog", nodes[0].Address), ("catalog", nodes[1].Address), ("pricing", nodes[0].Address), ("pricing", nodes[1].Address));
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Active:Interval"] = "00:00:00.200";
        Patient(settings);
        await using var gateway = new GatewayApp(settings);
        await using var load = await Load.StartAsync(gateway.Address, "/catalog/products/1", "/api/products/1");

        for (var i = 0; i < nodes.Length; i++)
        {
            var port = new Uri(nodes[i].Address).Port;
            await nodes[i].StopAsync();
            await load.PassAsync(50);
            nodes[i] = await Upstream.StartAsync(Upstream.Json("1"), port);
            await load.PassAsync(50);
        }

        Assert.Equal([], await load.EndAsync());
        await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Reloads_under_load_fail_no_request_and_the_last_one_holds()
    {
        await using var service = await Upstream.StartAsync(Upstream.Json("1"));
        var settings = GatewayApp.Addresses(("catalog", service.Address), ("pricing", service.Address));
        Patient(settings);
        await using var gateway = new GatewayApp(settings);
        await using var load = await Load.StartAsync(gateway.Address, "/catalog/products/1", "/api/products/1");

        for (var i = 0; i < 30; i++)
        {
            gateway.Live.Change(
                ("ReverseProxy:Clusters:catalog:HttpRequest:ActivityTimeout", $"00:00:{10 + i}"),
                ("Gateway:Compositions:product:Budget", $"00:00:20.{100 + i}"),
                ($"ReverseProxy:Routes:reload-{i % 3}:ClusterId", "catalog"),
                ($"ReverseProxy:Routes:reload-{i % 3}:AuthorizationPolicy", "anonymous"),
                ($"ReverseProxy:Routes:reload-{i % 3}:Match:Path", $"/reloaded/{i}"));
            await load.PassAsync(4);
        }

        Assert.Equal([], await load.EndAsync());
        using var client = gateway.CreateClient();
        await Eventually.BecomesAsync("the last route", () => client.GetAsync("/reloaded/29"), answer => answer.StatusCode == HttpStatusCode.OK);
    }

    /// <summary>
    /// Clients that ask without a pause and tests beside them: a machine that stalls for a second has failed nothing, and a quick one has asked for
    /// more than one client may.
    /// </summary>
    private static void Patient(Dictionary<string, string?> settings)
    {
        settings["Gateway:Protection:ClientRequestsPerSecond"] = settings["Gateway:Protection:ClientBurst"] = "1000000";
        settings["Gateway:CompositionDefaults:Budget"] = "00:00:20";
        settings["Gateway:CompositionDefaults:PartTimeout"] = "00:00:15";
    }
}
