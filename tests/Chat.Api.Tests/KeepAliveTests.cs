using System.Diagnostics;
using System.Diagnostics.Metrics;
using Chat.Api.Delivery;
using Chat.Api.Tests.Nodes;
using Chat.Api.Tests.Presence;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Api.Tests;

/// <summary>Who hears nothing for a while is told that the connection lives, and not everybody in one moment.</summary>
public sealed class KeepAliveTests : IDisposable
{
    private const int Clients = 100;
    private const string Ping = "{\"type\":6}\u001e";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1) / KeepAlives.StepsPerRound;
    private static readonly TimeSpan Interval = new DeliveryOptions().KeepAliveInterval;
    private readonly ChatNodes nodes;
    private readonly FakeTimeProvider time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Dictionary<string, PipedSocket> sockets = [];
    private readonly Connections connections;
    private readonly KeepAlives keepAlives;

    public KeepAliveTests(ChatNodes nodes)
    {
        this.nodes = nodes;
        var options = Options.Create(new DeliveryOptions());
        var metrics = new ChatMetrics(services.GetRequiredService<IMeterFactory>());
        connections = new(options, metrics, time, NullLogger<ChatConnection>.Instance);
        keepAlives = new(connections, options, time, NullLogger<KeepAlives>.Instance);
    }

    public void Dispose()
    {
        keepAlives.Dispose();
        services.Dispose();
    }

    [Fact]
    public void A_herd_is_told_over_a_whole_second_and_each_client_once_in_the_interval()
    {
        Connect(Clients);
        Assert.Empty(Pass(Interval - TimeSpan.FromSeconds(1.5)));

        var steps = Enumerable.Range(0, 2 * KeepAlives.StepsPerRound).Select(_ => Pass(Step)).ToArray();
        Assert.Equal(sockets.Keys.Order(), steps.SelectMany(told => told).Order());
        Assert.InRange(steps.Max(told => told.Count), 1, (Clients / KeepAlives.StepsPerRound) + 1);

        Assert.Empty(Pass(Interval - TimeSpan.FromSeconds(3)));
        Assert.Equal(sockets.Keys.Order(), Pass(TimeSpan.FromSeconds(3)).Order());
    }

    [Fact]
    public void Whoever_is_written_to_needs_no_telling()
    {
        var (talked, silent) = (Connect(), Connect());
        var told = new List<string>();
        for (var second = 0; second < 4 * Interval.TotalSeconds; second++)
        {
            connections.Require(talked).Send(Outgoing.Stored("lobby", second));
            Assert.Contains("\"Stored\"", Written(talked), StringComparison.Ordinal);
            told.AddRange(Pass(TimeSpan.FromSeconds(1)));
        }

        Assert.Equal([silent, silent, silent], told[..3]);
        Assert.DoesNotContain(talked, told);
    }

    [Fact]
    public void Nobody_waits_longer_than_the_interval_whenever_it_came()
    {
        var silence = new Dictionary<string, TimeSpan>();
        for (var passed = TimeSpan.Zero; passed < 4 * Interval; passed += Step)
        {
            if (sockets.Count < Clients)
            {
                Connect();
            }

            foreach (var id in sockets.Keys)
            {
                silence[id] = silence.GetValueOrDefault(id) + Step;
            }

            foreach (var id in Pass(Step))
            {
                silence[id] = TimeSpan.Zero;
            }

            Assert.InRange(silence.Values.Max(), TimeSpan.Zero, Interval + Step);
        }
    }

    [Fact]
    public void Whoever_has_gone_or_was_cut_off_is_told_nothing()
    {
        var (cut, stays) = (Connect(), Connect());
        connections.Require(cut).Close();

        Assert.Equal([stays], Pass(Interval));
        Assert.Equal("", Written(cut));
    }

    [Fact]
    public async Task A_client_of_a_node_is_told_in_the_interval_of_its_setting_and_SignalR_tells_nobody()
    {
        await using var node = await ChatNode.StartAsync(nodes.RedisConnection, nodes.Chatdb, "--Chat:KeepAliveInterval=00:00:02");
        using var client = await PausedReader.ConnectAsync(node, "silent", await TestRooms.CreateAsync(node));

        // SignalR's own interval is 15 s: two would not come within one.
        var began = Stopwatch.GetTimestamp();
        await client.ReadUntilAsync(heard => heard.Contains(Ping + Ping, StringComparison.Ordinal));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(14));
        Assert.Equal(KeepAlives.Never, node.Services.GetRequiredService<IOptions<HubOptions>>().Value.KeepAliveInterval);
    }

    private void Connect(int count)
    {
        for (var client = 0; client < count; client++)
        {
            Connect();
        }
    }

    /// <summary>A client of which is known what was written to it; answers its connection.</summary>
    private string Connect()
    {
        var id = $"connection-{sockets.Count}";
        sockets[id] = new(id);
        connections.Add(sockets[id].Hub);
        return id;
    }

    /// <summary>Lets the time pass in steps; answers who was told in them, by their order.</summary>
    private List<string> Pass(TimeSpan duration)
    {
        var told = new List<string>();
        for (var passed = TimeSpan.Zero; passed < duration; passed += Step)
        {
            time.Advance(Step);
            keepAlives.Step();
            told.AddRange(sockets.Keys.Where(id => Written(id) == Ping));
        }

        return told;
    }

    private string Written(string id) => sockets[id].Read();
}
