using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Api.Tests.Composition;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Support;

namespace Gateway.Api.Tests.Telemetry;

/// <summary>What docs/gateway-protection.md says is told, as an exporter gets it, and that nobody is asked for what is not.</summary>
/// <remarks>Alone: an exporter takes instruments of one name for one, and gives it up when another gateway of this process ends.</remarks>
[Collection(AllocationTests.Alone)]
public sealed class TelemetryTests : IAsyncLifetime
{
    private const int Parts = 5;

    private readonly List<Activity> spans = [];
    private readonly List<MetricSnapshot> figures = [];
    private readonly CountingSampler sampler = new();
    private readonly string page = $"page-{Guid.NewGuid():N}";
    private Upstream service = null!;
    private GatewayApp gateway = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Upstream.StartAsync(Upstream.Json("1"));
        var settings = GatewayApp.Addresses(("catalog", service.Address));
        settings["OTEL_TRACES_SAMPLER"] = "always_on";
        settings[$"Gateway:Compositions:{page}:Path"] = "/page/{id}";
        settings[$"Gateway:Compositions:{page}:Access"] = "Anonymous";
        for (var part = 0; part < Parts; part++)
        {
            settings[$"Gateway:Compositions:{page}:Parts:part{part}:Service"] = "catalog";
            settings[$"Gateway:Compositions:{page}:Parts:part{part}:Path"] = $"/part{part}/{{id}}";
        }

        gateway = new(settings, configure: services => services
            .ConfigureOpenTelemetryTracerProvider(tracing => tracing.SetSampler(sampler).AddInMemoryExporter(spans))
            .ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddInMemoryExporter(figures)));
        // Without a step of its own that would write a trace.
        client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = gateway.Address };
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await gateway.DisposeAsync();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_recorded_request_has_a_span_for_the_answer_each_part_and_each_call_and_another_has_none_and_asks_for_none()
    {
        var (recorded, other) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        sampler.Recorded = recorded;

        await AskAsync("/page/1", recorded);
        await AskAsync("/page/2", other);
        await AskAsync("/catalog/products/1", other);

        var seen = await Eventually.BecomesAsync("spans of the request", () => Task.FromResult(SpansOf(recorded)), found => found.Length == 1 + (2 * Parts));
        Assert.Equal(
            ["compose", .. Enumerable.Repeat("GET", Parts), .. Enumerable.Range(0, Parts).Select(part => $"part part{part}")],
            seen.Select(span => span.OperationName).Order(StringComparer.Ordinal).OrderBy(name => name switch { "compose" => 0, "GET" => 1, _ => 2 }));
        Assert.Empty(SpansOf(other));
        Assert.Equal((1 + (2 * Parts), 0), (sampler.AskedBeneath(recorded), sampler.AskedBeneath(other)));
    }

    [Fact]
    public async Task Requests_calls_and_parts_have_their_rate_errors_and_duration()
    {
        await AskAsync("/page/1", ActivityTraceId.CreateRandom());
        await AskAsync("/catalog/products/1", ActivityTraceId.CreateRandom());

        var port = new Uri(service.Address).Port;
        // Figures of a request come behind its answer, and calls by node once a second.
        var seen = await Eventually.BecomesAsync(
            "all figures of two requests", () => Task.FromResult(Figures()),
            found => Sum(found, "gateway.node.calls", ("server.port", port), ("gateway.outcome", "2xx")) == Parts
                && Count(found, "gateway.route.duration", ("gateway.route", page), ("gateway.outcome", "ok")) == 1
                && Count(found, "gateway.route.duration", ("gateway.route", "catalog"), ("gateway.outcome", "ok")) > 0
                && Count(found, "http.server.request.duration", ("http.route", "/page/{id}"), ("http.response.status_code", 200)) > 0);
        Assert.Equal(
            Enumerable.Repeat(1L, Parts),
            Enumerable.Range(0, Parts).Select(part => Count(seen, "gateway.part.duration", ("gateway.composition", page), ("gateway.part", $"part{part}"), ("gateway.outcome", "complete"))));
        Assert.Equal(1, Count(seen, "gateway.composition.duration", ("gateway.composition", page), ("gateway.outcome", "complete")));
        Assert.True(Count(seen, "http.client.request.duration", ("server.port", port)) > 0);
        var names = seen.Select(figure => figure.Name).ToHashSet();
        Assert.True(names.IsSupersetOf(["gateway.calls", "gateway.node.time", "http.server.active_requests", "kestrel.active_connections"]), string.Join(' ', names.Order()));
        // Nobody reads these, and each is told several times a request.
        Assert.Empty(names.Intersect(["aspnetcore.routing.match_attempts", "aspnetcore.memory_pool.rented"]));
    }

    private async Task AskAsync(string path, ActivityTraceId trace)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-00");
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private Activity[] SpansOf(ActivityTraceId trace)
    {
        lock (spans)
        {
            return [.. Enumerable.Range(0, spans.Count).Select(index => spans[index]).Where(span => span.TraceId == trace && span.Source.Name == "Gateway")];
        }
    }

    private static long Count(MetricSnapshot[] figures, string name, params (string Key, object Value)[] tags) =>
        Points(figures, name, tags).Sum(point => point.GetHistogramCount());

    private static long Sum(MetricSnapshot[] figures, string name, params (string Key, object Value)[] tags) =>
        Points(figures, name, tags).Sum(point => point.GetSumLong());

    private static IEnumerable<MetricPoint> Points(MetricSnapshot[] figures, string name, (string Key, object Value)[] tags) =>
        figures.Where(figure => figure.Name == name).SelectMany(figure => figure.MetricPoints)
            .Where(point => tags.All(tag => TagsOf(point).TryGetValue(tag.Key, out var value) && Equals(value, tag.Value)));

    private static Dictionary<string, object?> TagsOf(MetricPoint point)
    {
        var tags = new Dictionary<string, object?>();
        foreach (var (key, value) in point.Tags)
        {
            tags[key] = value;
        }

        return tags;
    }

    private MetricSnapshot[] Figures()
    {
        figures.Clear();
        gateway.Services.GetRequiredService<MeterProvider>().ForceFlush();
        return [.. figures];
    }

    /// <summary>Records one trace, and counts for each how often it was asked about what lies beneath a request.</summary>
    private sealed class CountingSampler : Sampler
    {
        private readonly ConcurrentDictionary<ActivityTraceId, int> asked = new();

        public ActivityTraceId Recorded { get; set; }

        public int AskedBeneath(ActivityTraceId trace) => asked.GetValueOrDefault(trace);

        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        {
            // The service is in this process too, and its requests are asked about like the gateway's.
            if (samplingParameters.Kind != ActivityKind.Server)
            {
                asked.AddOrUpdate(samplingParameters.TraceId, 1, static (_, count) => count + 1);
            }

            return new(samplingParameters.TraceId == Recorded ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
        }
    }
}
