using System.Net;
using System.Collections.Concurrent;
using System.Text;
using Gateway.Api.Composition;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Wire;
using Gateway.Api.Protection.Breakers;
using Gateway.Api.WarmUp;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GatewayModel;

/// <summary>The real composer, without a socket on either side: requests are made up, services are a handler.</summary>
internal sealed class OfflineGateway : IDisposable
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();

    private readonly OwnMeter meters = new(CompositionMetrics.Name);
    private readonly PlanStore plans;
    private readonly PartCache cache;
    private readonly PartTransport transport;
    private readonly CompositionMetrics metrics;
    private readonly Breakers breakers;
    private readonly Composer composer;

    /// <param name="configuration">With the section <c>Gateway</c>.</param>
    /// <param name="upstreams">Stands for all services.</param>
    /// <param name="time">Clock; null: the system's.</param>
    /// <param name="connect">Connections of the gateway's own client by service; null where the framework's makes the calls.</param>
    /// <param name="withBreakers">Whether services that only fail are spared; random services fail as they like.</param>
    /// <param name="nodes">Nodes of each service: its name, then <c>NAME-2</c> and so on.</param>
    public OfflineGateway(
        IConfiguration configuration, HttpMessageHandler upstreams, TimeProvider? time = null, Func<string, IWireChannel>? connect = null,
        bool withBreakers = false, int nodes = 1)
    {
        var clock = time ?? TimeProvider.System;
        metrics = new(meters);
        plans = new(configuration, NullLogger<PlanStore>.Instance);
        cache = new(plans, clock);
        transport = new(upstreams, connect is null ? null : Wire(connect, meters, clock));
        breakers = new(
            Options.Create(new BreakerOptions { Enabled = withBreakers }), plans, meters, clock, NullLogger<Breakers>.Instance);
        Fetcher = new(transport, new NamedAddresses(nodes), cache, plans, breakers, metrics, clock, NullLogger<PartFetcher>.Instance);
        composer = new(Fetcher, metrics, clock, NullLogger<Composer>.Instance);
    }

    public PartFetcher Fetcher { get; }

    public PartCache Cache => cache;

    public IReadOnlyList<ComposedRoute> Routes => plans.Current.Routes;

    /// <summary>A gateway whose section <c>Gateway</c> is this JSON; every service that it names is known.</summary>
    public static OfflineGateway Of(string gateway, HttpMessageHandler upstreams, TimeProvider? time = null, Func<string, IWireChannel>? connect = null) =>
        new(Configuration(gateway), upstreams, time, connect);

    public static IConfiguration Configuration(string gateway)
    {
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Gateway":{{gateway}}}"""))).Build();
        foreach (var part in configuration.GetSection("Gateway:Compositions").GetChildren().SelectMany(composition => composition.GetSection("Parts").GetChildren()))
        {
            configuration[$"services:{part["Service"]}:http:0"] = $"http://{part["Service"]}";
        }

        return configuration;
    }

    public async Task<OfflineAnswer> SendAsync(OfflineRequest request, CancellationToken aborted = default)
    {
        var route = Routes.Single(route => route.Name == request.Composition);
        var context = new DefaultHttpContext { RequestServices = Services, RequestAborted = aborted };
        using var body = new MemoryStream();
        context.Response.Body = body;
        context.Request.QueryString = new(request.Query);
        context.Request.RouteValues = new RouteValueDictionary(request.Values);
        foreach (var (name, value) in request.Headers)
        {
            context.Request.Headers[name] = value;
        }

        if (request.Body is not null)
        {
            context.Request.ContentType = "application/json";
            context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(request.Body));
        }

        if (request.User is not null)
        {
            context.User = request.User;
        }

        await composer.ComposeAsync(context, route);
        return new(context.Response.StatusCode, body.ToArray(), context.Response.Headers);
    }

    public void Dispose()
    {
        breakers.Dispose();
        plans.Dispose();
        cache.Dispose();
        transport.Dispose();
        meters.Dispose();
    }

    private static WireClient Wire(Func<string, IWireChannel> connect, OwnMeter meters, TimeProvider clock) =>
        new(new(new(), new(meters), clock)
        {
            Buffers = new PoisonedBuffers(),
            ConnectAsync = (address, _) => new(connect(((DnsEndPoint)address).Host)),
        });

    private sealed class NamedAddresses(int nodes) : IServiceAddresses
    {
        private readonly ConcurrentDictionary<string, ServiceNodes> known = new();

        public ValueTask<ServiceNodes> OfAsync(string service, CancellationToken cancellationToken) => new(known.GetOrAdd(
            service, name => new([$"http://{name}", .. Enumerable.Range(2, nodes - 1).Select(number => $"http://{name}-{number}")])));
    }
}

/// <summary>A request, by the composition that routing would have found.</summary>
internal sealed record OfflineRequest(string Composition)
{
    public Dictionary<string, object?> Values { get; init; } = new() { ["id"] = "1" };

    public string Query { get; init; } = "";

    public Dictionary<string, string> Headers { get; init; } = [];

    public string? Body { get; init; }

    public System.Security.Claims.ClaimsPrincipal? User { get; init; }
}

internal sealed record OfflineAnswer(int Status, byte[] Body, IHeaderDictionary Headers)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Tag => Headers.ETag;
}
