using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Support;

namespace Gateway.Api.Tests.Proxy;

/// <summary>A request of a route is one trace, from the client to the service, whether or not anybody records it.</summary>
public sealed class UpstreamTraceTests : IAsyncLifetime
{
    private const string Forged = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-00";

    private readonly ConcurrentQueue<HeaderDictionary> seen = new();
    private Upstream service = null!;
    private GatewayApp gateway = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Upstream.StartAsync(context =>
        {
            var headers = new HeaderDictionary();
            foreach (var (name, value) in context.Request.Headers)
            {
                headers[name] = value;
            }

            seen.Enqueue(headers);
            context.Response.StatusCode = context.Request.Path.Value!.EndsWith("/500", StringComparison.Ordinal) ? 500 : 200;
            return Task.CompletedTask;
        });
        gateway = new(GatewayApp.Addresses(("catalog", service.Address)));
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
    public async Task The_service_gets_the_clients_trace_once_with_the_gateway_as_its_parent()
    {
        await AskAsync("/catalog/products/1", Forged, ("tracestate", "a=1"), ("baggage", "k=v"));

        var headers = Asked();
        var parent = Assert.Single(headers["traceparent"]);
        Assert.True(ActivityContext.TryParse(parent, null, out var context), parent);
        Assert.True(ActivityContext.TryParse(Forged, null, out var sent), Forged);
        Assert.Equal(sent.TraceId, context.TraceId);
        Assert.NotEqual(sent.SpanId, context.SpanId);
        Assert.Equal(("a=1", "k=v"), (headers["tracestate"].ToString(), headers["baggage"].ToString().Replace(" ", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_request_without_a_trace_begins_one()
    {
        await AskAsync("/catalog/products/1", null);

        Assert.True(ActivityContext.TryParse(Assert.Single(Asked()["traceparent"]), null, out var context));
        Assert.NotEqual(default, context.TraceId);
    }

    [Theory]
    [InlineData("/catalog/products/1?token=secret", 200, null)]
    [InlineData("/catalog/products/500", 500, "500")]
    public async Task A_call_that_somebody_listens_for_is_a_span_that_says_how_it_ended(string path, int status, string? error)
    {
        var (trace, ended) = (ActivityTraceId.CreateRandom(), new ConcurrentQueue<Activity>());
        using var listener = new ActivityListener
        {
            // The server's too: beneath a request that nobody wants there are no spans, and another test's listener may not want it.
            ShouldListenTo = source => source.Name is "Gateway" or "Microsoft.AspNetCore",
            // Other tests' requests have other traces.
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace && activity.Source.Name == "Gateway")
                {
                    ended.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await AskAsync(path, $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        var span = Assert.Single(ended);
        var address = new Uri(service.Address);
        Assert.Equal(("GET", ActivityKind.Client), (span.DisplayName, span.Kind));
        Assert.Equal(
            ("GET", address.Host, (object)address.Port, (object)status, error),
            (span.GetTagItem("http.request.method"), span.GetTagItem("server.address"), span.GetTagItem("server.port"), span.GetTagItem("http.response.status_code"), span.GetTagItem("error.type")));
        Assert.Equal($"{service.Address}{path.Replace("/catalog", "", StringComparison.Ordinal).Replace("token=secret", "*", StringComparison.Ordinal)}", span.GetTagItem("url.full"));
        Assert.True(ActivityContext.TryParse(Assert.Single(Asked()["traceparent"]), null, out var context));
        Assert.Equal(span.SpanId, context.SpanId);
    }

    private async Task AskAsync(string path, string? trace, params (string Name, string Value)[] more)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in trace is null ? more : [("traceparent", trace), .. more])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        (await client.SendAsync(request)).Dispose();
    }

    /// <summary>Of the one call, not of the questions after its health.</summary>
    private HeaderDictionary Asked() => Assert.Single(seen);
}
