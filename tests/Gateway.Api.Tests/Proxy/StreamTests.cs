using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Support;

namespace Gateway.Api.Tests.Proxy;

/// <summary>Bodies pass as they come, both ways, and sockets to a service are bounded whatever it speaks.</summary>
public sealed class StreamTests
{
    private const int Megabytes = 64;

    [Fact]
    public async Task Events_come_one_by_one_and_not_when_the_stream_ends()
    {
        var next = new SemaphoreSlim(0);
        await using var service = await Upstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n");
                await context.Response.Body.FlushAsync();
                await next.WaitAsync();
            }
        });
        await using var gateway = new GatewayApp(GatewayApp.Addresses(("catalog", service.Address)));
        using var client = gateway.CreateClient();

        using var answer = await client.GetAsync("/catalog/products/1", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        for (var i = 0; i < 3; i++)
        {
            // Each one is there while the service waits with the next.
            Assert.Equal($"data: {i}", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)));
            await reader.ReadLineAsync();
            next.Release();
        }

        Assert.Null(await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Large_bodies_pass_both_ways_byte_by_byte()
    {
        // One way after the other: over HTTP/1.1 the gateway's client sends a body to its end before it takes the answer.
        byte[] received = [];
        await using var service = await Upstream.StartAsync(async context =>
        {
            received = await SHA256.HashDataAsync(context.Request.Body);
            await new Pattern().CopyToAsync(context.Response.Body);
        });
        var settings = GatewayApp.Addresses(("catalog", service.Address));
        settings["Gateway:Protection:BodyBytesMax"] = $"{(Megabytes + 1) * 1024 * 1024}";
        settings["ReverseProxy:Routes:catalog:Match:Methods:2"] = "POST";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/catalog/products/1") { Content = new StreamContent(new Pattern()) };

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var came = await SHA256.HashDataAsync(await answer.Content.ReadAsStreamAsync());

        var expected = await SHA256.HashDataAsync(new Pattern());
        Assert.Equal(expected, received);
        Assert.Equal(expected, came);
    }

    [Theory]
    [InlineData("1.1", HttpProtocols.Http1, 8)]
    [InlineData("2", HttpProtocols.Http2, 3)]
    public async Task Two_hundred_requests_at_once_open_no_more_sockets_than_allowed(string version, HttpProtocols protocols, int socketsMax)
    {
        await using var service = await Upstream.StartAsync(
            async context =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
                await context.Response.WriteAsync(context.Request.Protocol);
            },
            protocols: protocols);
        var settings = GatewayApp.Addresses(("catalog", service.Address));
        settings["Gateway:Upstreams:ConnectionsPerAddressMax"] = "8";
        settings["ReverseProxy:Clusters:catalog:HttpRequest:Version"] = version;
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Active:Enabled"] = "false";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.GetStringAsync("/catalog/products/1")));

        Assert.All(answers, answer => Assert.Equal(protocols == HttpProtocols.Http2 ? "HTTP/2" : "HTTP/1.1", answer));
        Assert.InRange(service.Connections, 1, socketsMax);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_call_to_the_service()
    {
        await using var service = await Upstream.StartAsync(Upstream.Hang);
        await using var gateway = new GatewayApp(GatewayApp.Addresses(("catalog", service.Address)));
        using var client = gateway.CreateClient();
        using var leaving = new CancellationTokenSource();
        var asking = client.GetAsync("/catalog/products/1", leaving.Token);
        await Eventually.BecomesAsync("a call to the service", () => Task.FromResult(service.Targets.Count), count => count == 1);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await service.CallerGone.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>So many megabytes that nobody keeps.</summary>
    private sealed class Pattern : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var length = (int)Math.Min(buffer.Length, ((long)Megabytes * 1024 * 1024) - position);
            for (var i = 0; i < length; i++)
            {
                buffer[i] = (byte)((position + i) * 31 >> 3);
            }

            position += length;
            return length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
