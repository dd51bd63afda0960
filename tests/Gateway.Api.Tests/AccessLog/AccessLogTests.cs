using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Gateway.Api.Tests.AccessLog;

/// <summary>What a request leaves behind: a line for some, a figure for each.</summary>
public sealed class AccessLogTests
{
    [Fact]
    public async Task Requests_that_are_well_are_sampled_and_errors_are_all_told_without_their_query()
    {
        await using var service = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/products/bad" ? 500 : 200;
            return context.Response.WriteAsync("x");
        });
        var settings = GatewayApp.Addresses(("catalog", service.Address));
        settings["Gateway:AccessLog:SampleEvery"] = "10";
        settings["Gateway:AccessLog:SlowerThan"] = "00:01:00";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();

        for (var i = 0; i < 30; i++)
        {
            await client.GetAsync("/catalog/products/1?access_token=secret");
        }

        for (var i = 0; i < 5; i++)
        {
            await client.GetAsync("/catalog/products/bad?sig=secret");
        }

        var lines = await Eventually.BecomesAsync("eight lines", () => Task.FromResult(Lines(gateway)), found => found.Count == 8);
        Assert.Equal(3, lines.Count(line => line.Contains("GET catalog /catalog/products/1 200 ", StringComparison.Ordinal)));
        Assert.Equal(5, lines.Count(line => line.Contains("GET catalog /catalog/products/bad 500 ", StringComparison.Ordinal)));
        Assert.DoesNotContain(gateway.Logs.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outage_leaves_no_more_lines_than_allowed()
    {
        var settings = GatewayApp.Addresses(("catalog", "http://127.0.0.1:1"));
        settings["Gateway:AccessLog:UnwellPerSecondMax"] = "0";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(502, (int)(await client.GetAsync("/catalog/products/1")).StatusCode);
        }

        Assert.Empty(Lines(gateway));
    }

    [Fact]
    public async Task Each_route_and_composition_has_its_rate_errors_and_duration()
    {
        await using var service = await Upstream.StartAsync(Upstream.Json("1"));
        await using var gateway = new GatewayApp(GatewayApp.Addresses(("catalog", service.Address), ("pricing", service.Address), ("inventory", "http://127.0.0.1:1")));
        using var duration = new RecordedDurations(gateway.Services.GetRequiredService<IMeterFactory>());
        using var client = gateway.CreateClient();

        await client.GetAsync("/catalog/products/1");
        await client.GetAsync("/api/products/1");
        await client.GetAsync("/inventory/stock/1");
        await client.GetAsync("/nothing/here");

        var seen = await Eventually.BecomesAsync("four requests", () => Task.FromResult(duration.Seen.ToArray()), found => found.Length == 4);
        Assert.Equal(
            [("catalog", "ok"), ("inventory", "error"), ("other", "refused"), ("product", "ok")],
            seen.Select(one => (one.Route, one.Outcome)).Order());
        Assert.All(seen, one => Assert.True(one.Seconds > 0));
    }

    private static List<string> Lines(GatewayApp gateway) => [.. gateway.Logs.Lines.Where(line => line.Contains(", trace ", StringComparison.Ordinal))];

    /// <summary>What one gateway of this process recorded.</summary>
    private sealed class RecordedDurations : IDisposable
    {
        private readonly MeterListener listener;

        public RecordedDurations(IMeterFactory meters) =>
            listener = Meters.Listen<double>(meters, "gateway.route.duration", (_, seconds, tags, _) => Seen.Enqueue(((string)tags[0].Value!, (string)tags[1].Value!, seconds)));

        public ConcurrentQueue<(string Route, string Outcome, double Seconds)> Seen { get; } = new();

        public void Dispose() => listener.Dispose();
    }
}
