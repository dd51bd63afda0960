using System.Net;
using Hosting.LocalProcesses.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bench.Gateway.Strain;

/// <summary>Two nodes of each of five services, in the lab's own process: one call in a hundred takes a second, the others what is said.</summary>
internal sealed class TailServices : IAsyncDisposable
{
    private const double SlowShare = 0.01;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly byte[] Body = """{"text":"a part"}"""u8.ToArray();

    private readonly WebApplication app;
    private long calls;
    private long slow;

    private TailServices(WebApplication app, IReadOnlyList<int> ports) => (this.app, Ports) = (app, ports);

    /// <summary>Node after node, service after service.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>Calls until now.</summary>
    public long Calls => Interlocked.Read(ref calls);

    /// <summary>Those of them that took a second.</summary>
    public long SlowCalls => Interlocked.Read(ref slow);

    /// <param name="nodes">Nodes in all.</param>
    /// <param name="next">What the next call takes, where it is not slow; any thread.</param>
    public static async Task<TailServices> StartAsync(int nodes, Func<TimeSpan> next)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        int[] ports = [.. Enumerable.Range(0, nodes).Select(_ => FreePort.Next())];
        builder.WebHost.ConfigureKestrel(server => Array.ForEach(ports, port => server.Listen(IPAddress.Loopback, port)));
        var app = builder.Build();
        var services = new TailServices(app, ports);
        app.Run(context => services.AnswerAsync(context, next));
        await app.StartAsync();
        return services;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, Func<TimeSpan> next)
    {
        Interlocked.Increment(ref calls);
        var isSlow = Random.Shared.NextDouble() < SlowShare;
        if (isSlow)
        {
            Interlocked.Increment(ref slow);
        }

        try
        {
            await Task.Delay(isSlow ? Slow : next(), context.RequestAborted);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Body.Length;
            await context.Response.Body.WriteAsync(Body, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // Another node was faster.
        }
    }
}
