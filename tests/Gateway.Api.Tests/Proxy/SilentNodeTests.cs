using System.Net;
using System.Net.Sockets;

namespace Gateway.Api.Tests.Proxy;

/// <summary>A node whose machine is gone refuses nothing: a connection to it is never answered. It has had nothing of a request.</summary>
public sealed class SilentNodeTests
{
    private const string ConnectTimeout = "00:00:00.200";

    [Fact]
    public async Task Another_node_is_asked_whatever_the_method()
    {
        await using var alive = await Upstream.StartAsync(Upstream.Json("1"));
        using var silent = new SilentNode();
        var settings = Settings(silent.Address, alive.Address);
        settings["ReverseProxy:Routes:catalog:Match:Methods:2"] = "POST";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();

        for (var i = 0; i < 6; i++)
        {
            using var answer = await client.PostAsync("/catalog/products/1", new StringContent("once"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(6, alive.Targets.Count);
    }

    [Fact]
    public async Task The_only_node_is_a_bad_gateway()
    {
        using var silent = new SilentNode();
        await using var gateway = new GatewayApp(Settings(silent.Address));
        using var client = gateway.CreateClient();

        using var answer = await client.GetAsync("/catalog/products/1");

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    private static Dictionary<string, string?> Settings(params string[] nodes)
    {
        var settings = GatewayApp.Addresses([.. nodes.Select(node => ("catalog", node))]);
        settings["Gateway:Upstreams:ConnectTimeout"] = ConnectTimeout;
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Active:Enabled"] = "false";
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Passive:Enabled"] = "false";
        return settings;
    }

    /// <summary>A port whose line of connections that nobody takes is full: the system answers no further one.</summary>
    private sealed class SilentNode : IDisposable
    {
        private const int Most = 64;
        private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

        private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> waiting = [];

        public SilentNode()
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(backlog: 1);
            for (var isTaken = true; isTaken && waiting.Count < Most;)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                waiting.Add(socket);
                isTaken = socket.ConnectAsync(listener.LocalEndPoint!).Wait(Soon);
            }
        }

        public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}";

        public void Dispose()
        {
            foreach (var socket in waiting)
            {
                socket.Dispose();
            }

            listener.Dispose();
        }
    }
}
