using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Gateway.Api.Tests.Wire;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Gateway.Api.Tests.Proxy;

/// <summary>A node that reads a request and closes its connection instead of an answer, as one does that stops in that moment.</summary>
public sealed class LostConnectionTests
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwell";

    public enum Loss
    {
        End,
        Reset,
    }

    [Theory]
    [InlineData("GET", Loss.End)]
    [InlineData("GET", Loss.Reset)]
    [InlineData("HEAD", Loss.End)]
    public async Task A_request_whose_connection_died_before_its_answer_is_made_once_more_at_another_node(string method, Loss loss)
    {
        var asked = 0;
        Task Behave(RawExchange exchange) => Interlocked.Increment(ref asked) == 1 ? LoseAsync(exchange, loss) : exchange.SendAsync(Answer);
        await using var first = new RawUpstream(Behave);
        await using var second = new RawUpstream(Behave);
        await using var gateway = new GatewayApp(Settings(first.Address, second.Address));
        using var replays = new Counted("gateway.route.replays", gateway.Services.GetRequiredService<IMeterFactory>());
        using var client = gateway.CreateClient();

        using var answer = await client.SendAsync(new(new(method), "/catalog/products/1"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((1, 1), (first.Requests, second.Requests));
        Assert.Equal(["catalog"], replays.Services);
        Assert.Contains(gateway.Logs.Lines, line => line.Contains($"{method} catalog /catalog/products/1 200 ", StringComparison.Ordinal) && line.EndsWith(", replayed catalog", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_only_node_is_asked_once_more_and_not_again()
    {
        await using var service = new RawUpstream(exchange => LoseAsync(exchange, Loss.End));
        await using var gateway = new GatewayApp(Settings(service.Address));
        using var client = gateway.CreateClient();

        using var answer = await client.GetAsync("/catalog/products/1");

        Assert.Equal((HttpStatusCode.BadGateway, 2), (answer.StatusCode, service.Requests));
    }

    [Theory]
    [InlineData("POST", "one")]
    [InlineData("POST", "")]
    [InlineData("DELETE", null)]
    public async Task What_may_have_had_an_effect_is_not_repeated(string method, string? body)
    {
        await using var service = new RawUpstream(exchange => LoseAsync(exchange, Loss.End));
        var settings = Settings(service.Address, service.Address);
        settings["ReverseProxy:Routes:catalog:Match:Methods:2"] = method;
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();

        using var answer = await client.SendAsync(new(new(method), "/catalog/products/1") { Content = body is null ? null : new StringContent(body) });

        Assert.Equal((HttpStatusCode.BadGateway, 1), (answer.StatusCode, service.Requests));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("H")]
    public async Task An_answer_that_has_begun_is_not_asked_for_again(string begin)
    {
        await using var service = new RawUpstream(exchange => exchange.SendAsync(begin));
        await using var gateway = new GatewayApp(Settings(service.Address, service.Address));
        using var client = gateway.CreateClient();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync("/catalog/products/1"));

        Assert.Equal(1, service.Requests);
    }

    [Fact]
    public async Task A_service_that_loses_everything_is_not_asked_twice_as_much()
    {
        const int Requests = 60;
        await using var service = new RawUpstream(exchange => LoseAsync(exchange, Loss.End));
        var settings = Settings(service.Address);
        settings["Gateway:Breakers:Enabled"] = "false";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();

        for (var i = 0; i < Requests; i++)
        {
            using var answer = await client.GetAsync("/catalog/products/1");
            Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        }

        // Ten in hand at the start, then one for every ten requests.
        Assert.InRange(service.Requests - Requests, 10, 10 + (Requests / 10));
    }

    private static Task LoseAsync(RawExchange exchange, Loss loss)
    {
        if (loss is Loss.Reset)
        {
            exchange.Reset();
        }

        return Task.CompletedTask;
    }

    private static Dictionary<string, string?> Settings(params string[] nodes)
    {
        var settings = GatewayApp.Addresses([.. nodes.Select(node => ("catalog", node))]);
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Active:Enabled"] = "false";
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Passive:Enabled"] = "false";
        settings["Gateway:AccessLog:SampleEvery"] = "1";
        return settings;
    }

    /// <summary>Services that a counter of one gateway of this process was raised for.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly MeterListener listener;
        private readonly ConcurrentQueue<string?> services = new();

        public Counted(string name, IMeterFactory meters) =>
            listener = Meters.Listen<long>(meters, name, (_, _, tags, _) => services.Enqueue(tags[0].Value as string));

        public IReadOnlyCollection<string?> Services => services;

        public void Dispose() => listener.Dispose();
    }
}
