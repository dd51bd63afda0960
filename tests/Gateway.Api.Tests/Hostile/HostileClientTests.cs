using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Api.Tests.Wire;
using Microsoft.Extensions.DependencyInjection;
using Support;
using Support.Hostile;

namespace Gateway.Api.Tests.Hostile;

/// <summary>Clients that mean no good lose their connection, and honest ones are served meanwhile. The long form is <c>bench prove hostile-clients</c>.</summary>
public sealed class HostileClientTests : IAsyncLifetime
{
    private Upstream catalog = null!;

    public async ValueTask InitializeAsync() => catalog = await Upstream.StartAsync(Upstream.Json("1"));

    public async ValueTask DisposeAsync() => await catalog.DisposeAsync();

    [Fact]
    public async Task Headers_that_come_byte_by_byte_end_with_their_connection()
    {
        await using var gateway = Start(("Gateway:Protection:HeadersTimeout", "00:00:01"));
        var slow = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => RawClient.OpenAsync(gateway.Address)));
        await Task.WhenAll(slow.Select(client => client.SendAsync("GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX: ")));

        await HonestAsync(gateway, HttpVersion.Version11);

        var ends = await Task.WhenAll(slow.Select(client => client.ReadToEndAsync()));
        Assert.All(ends, end => Assert.True(end.Length == 0 || end.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), end));
        Assert.DoesNotContain(catalog.Targets, target => !target.StartsWith("/products/", StringComparison.Ordinal));
        Array.ForEach(slow, client => client.Dispose());
    }

    [Fact]
    public async Task Connections_over_the_bound_end_at_once_and_the_others_stay()
    {
        await using var gateway = Start(("Gateway:Protection:ConnectionsMax", "20"));
        var idle = new List<RawClient>();
        for (var i = 0; i < 20; i++)
        {
            idle.Add(await RawClient.OpenAsync(gateway.Address));
            await idle[i].SendAsync("GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200", await idle[i].ReadHeadAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("", await RawClient.AskAsync(gateway.Address, "GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        idle[0].Dispose();
        await Eventually.BecomesAsync(
            "room for another", () => RawClient.AskAsync(gateway.Address, "GET /alive HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
            answer => answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal));
        idle.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData(101, 1)]
    [InlineData(50, 1_000)]
    public async Task A_bomb_of_headers_is_refused(int count, int length)
    {
        await using var gateway = Start();
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('x', length)}\r\n"));

        var answer = await RawClient.AskAsync(gateway.Address, $"GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 431", StringComparison.Ordinal), answer);
        Assert.Empty(catalog.Targets);
        await HonestAsync(gateway, HttpVersion.Version11);
    }

    [Fact]
    public async Task Streams_that_are_reset_as_soon_as_they_begin_end_with_their_connection()
    {
        await using var gateway = Start(("Kestrel:EndpointDefaults:Protocols", "Http2"));
        using var client = await RawClient.OpenAsync(gateway.Address);
        await client.SendAsync(Http2Frames.Opening);

        var flood = FloodAsync(client, index => Http2Frames.TakenBack(index, "/catalog/products/1"));
        await HonestAsync(gateway, HttpVersion.Version20);

        Assert.True(await flood, "the connection took 20,000 streams");
    }

    [Fact]
    public async Task Streams_that_are_reset_at_once_are_not_all_in_memory_at_once()
    {
        await using var gateway = Start(("Kestrel:EndpointDefaults:Protocols", "Http2"));
        using var queued = new MostAtOnce("kestrel.queued_requests", gateway.Services.GetRequiredService<IMeterFactory>());
        using var client = await RawClient.OpenAsync(gateway.Address);

        await client.SendAsync(TakenBack(190, "/catalog/products/1"));
        await client.ReadToEndAsync();

        // A turn's eight, and those that threads have taken and not begun.
        Assert.InRange(queued.Most, 1, 8 + ThreadPool.ThreadCount);
    }

    [Fact]
    public async Task A_connection_that_takes_back_more_than_it_may_in_a_second_ends_and_one_that_takes_back_few_stays()
    {
        await using var hanging = await Upstream.StartAsync(Upstream.Hang);
        await using var gateway = Start(
            ("Kestrel:EndpointDefaults:Protocols", "Http2"), ("Gateway:Protection:ResetsPerSecondMax", "30"), ("services:pricing:http:0", hanging.Address));
        using var modest = await RawClient.OpenAsync(gateway.Address);
        using var greedy = await RawClient.OpenAsync(gateway.Address);
        await modest.SendAsync(TakenBack(20, "/pricing/prices/1"));
        await greedy.SendAsync(TakenBack(60, "/pricing/prices/1"));

        await greedy.ReadToEndAsync();

        await modest.SendAsync(Http2Frames.Get(99, "/catalog/products/2"));
        await Eventually.BecomesAsync("the modest connection to be served", () => Task.FromResult(catalog.Targets.Count), count => count > 0);
    }

    [Fact]
    public async Task Headers_without_end_end_with_their_connection()
    {
        await using var gateway = Start(("Kestrel:EndpointDefaults:Protocols", "Http2"));
        using var client = await RawClient.OpenAsync(gateway.Address);
        byte[] begin = [.. Http2Frames.Opening, .. Http2Frames.Begin(1, "/catalog/products/1")];
        await client.SendAsync(begin);

        var flood = FloodAsync(client, index => Http2Frames.Continuation(1, index % 1000));
        await HonestAsync(gateway, HttpVersion.Version20);

        Assert.True(await flood, "the connection took 20,000 frames of headers");
    }

    [Theory]
    [InlineData(100_000, HttpStatusCode.BadRequest)]
    [InlineData(2_000_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Deep_and_huge_json_is_refused(int depth, HttpStatusCode expected)
    {
        await using var gateway = Start();
        using var client = gateway.CreateClient();

        var answer = await client.PostAsync("/dev/token", new StringContent(new string('[', depth), Encoding.UTF8, "application/json"));

        Assert.Equal(expected, answer.StatusCode);
    }

    private static byte[] TakenBack(int count, string path) =>
        [.. Http2Frames.Opening, .. Enumerable.Range(0, count).SelectMany(i => Http2Frames.TakenBack(i, path))];

    private GatewayApp Start(params (string Key, string Value)[] more)
    {
        var settings = GatewayApp.Addresses(("catalog", catalog.Address));
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return new(settings);
    }

    /// <summary>Fifty requests of a client that means well: each is answered.</summary>
    private static async Task HonestAsync(GatewayApp gateway, Version version)
    {
        using var client = gateway.CreateClient();
        client.DefaultRequestVersion = version;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/catalog/products/1")).StatusCode);
        }
    }

    /// <summary>Sends until the server ends the connection; false where it takes 20,000.</summary>
    private static async Task<bool> FloodAsync(RawClient client, Func<int, byte[]> frames)
    {
        try
        {
            for (var i = 0; i < 20_000; i++)
            {
                await client.SendAsync(frames(i));
            }

            // The last word may be under way.
            await client.ReadToEndAsync();
            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The largest value of a counter of one gateway that goes up and down.</summary>
    private sealed class MostAtOnce : IDisposable
    {
        private readonly MeterListener listener;
        private readonly Lock exclusive = new();
        private long now;

        public MostAtOnce(string name, IMeterFactory meters) =>
            listener = Meters.Listen<long>(meters, name, (_, change, _, _) => Change(change));

        public long Most { get; private set; }

        public void Dispose() => listener.Dispose();

        private void Change(long change)
        {
            lock (exclusive)
            {
                now += change;
                Most = Math.Max(Most, now);
            }
        }
    }
}
