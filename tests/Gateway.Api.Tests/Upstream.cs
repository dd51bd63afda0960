using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gateway.Api.Tests;

/// <summary>A service that behaves as a test says, and remembers what it was asked, as it came over the wire.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication app;
    private int connections;

    private Upstream(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public ConcurrentQueue<string> Targets { get; } = new();

    /// <summary>False makes <c>/health</c> answer 503, as a node does that drains.</summary>
    public bool IsHealthy { get; set; } = true;

    /// <summary>What <c>/health</c> says.</summary>
    public string Health { get; set; } = "";

    /// <summary>Connections that were opened until now.</summary>
    public int Connections => connections;

    /// <summary>Completed when a caller went away before it had its answer.</summary>
    public TaskCompletionSource CallerGone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="behave">Answers a request.</param>
    /// <param name="port">Where; 0: on a free port.</param>
    /// <param name="protocols">What is spoken, in the clear.</param>
    public static async Task<Upstream> StartAsync(RequestDelegate behave, int port = 0, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        Upstream? counted = null;
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = null;
            server.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = protocols;
                listen.Use(next => connection =>
                {
                    Interlocked.Increment(ref counted!.connections);
                    return next(connection);
                });
            });
        });
        var app = builder.Build();
        var upstream = counted = new Upstream(app);
        app.Run(async context =>
        {
            // The gateway asks by itself whether a node is well: no test's subject unless it says so.
            if (context.Request.Path == "/health")
            {
                context.Response.StatusCode = upstream.IsHealthy ? 200 : 503;
                await context.Response.WriteAsync(upstream.Health);
                return;
            }

            upstream.Targets.Enqueue(context.Features.Get<IHttpRequestFeature>()!.RawTarget);
            context.RequestAborted.Register(() => upstream.CallerGone.TrySetResult());
            await behave(context);
        });
        await app.StartAsync();
        return upstream;
    }

    public static RequestDelegate Json(string json) => context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    };

    /// <summary>Answers nothing until the caller gives up.</summary>
    public static async Task Hang(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>Ends as a service does that is told to: what is under way is finished.</summary>
    public async Task StopAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
