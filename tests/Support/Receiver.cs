using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Support;

/// <summary>What came, as it came.</summary>
/// <param name="Path">Of the address.</param>
/// <param name="Body">As text.</param>
/// <param name="Id"><c>webhook-id</c>.</param>
/// <param name="Timestamp"><c>webhook-timestamp</c>.</param>
/// <param name="Signature"><c>webhook-signature</c>.</param>
public sealed record Received(string Path, string Body, string Id, string Timestamp, string Signature);

/// <summary>A bot's web server on 127.0.0.1.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>All requests, in the order in which they came.</summary>
    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>How it answers; at first with 204.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context =>
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    /// <summary>Address of a path of this server.</summary>
    public string Url(string path = "/hook") =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + path;

    /// <summary>Starts on a free port.</summary>
    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>The requests, when there are as many as that.</summary>
    public Task<Received[]> ReceivedAsync(int count) => Eventually.BecomesAsync(
        $"{count} requests", () => Task.FromResult(Requests.ToArray()), requests => requests.Length >= count);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        Requests.Enqueue(new(
            context.Request.Path, await reader.ReadToEndAsync(), headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!));
        await Answer(context);
    }
}
