using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Api.Tests.Proxy;

/// <summary>A node with a real SignalR hub at <c>/hubs/chat</c>: it knows only connections that it negotiated itself, as any node does.</summary>
internal sealed class FakeChat : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeChat(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    /// <summary>Connections by the transport that they came over.</summary>
    public ConcurrentQueue<string> Joined => app.Services.GetRequiredService<ConcurrentQueue<string>>();

    /// <summary>False makes <c>/health</c> answer 503, as a node does that drains.</summary>
    public bool IsHealthy { get; set; } = true;

    public static async Task<FakeChat> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSignalR();
        builder.Services.AddSingleton<ConcurrentQueue<string>>();
        var app = builder.Build();
        var chat = new FakeChat(app);
        app.UseWebSockets();
        app.MapHub<EchoHub>("/hubs/chat");
        app.MapGet("/health", () => chat.IsHealthy ? Results.Ok() : Results.StatusCode(503));
        app.MapGet("/rooms", () => Results.Text(chat.Address));
        await app.StartAsync();
        return chat;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private sealed class EchoHub(ConcurrentQueue<string> joined) : Hub
    {
        public override Task OnConnectedAsync()
        {
            joined.Enqueue(Context.Features.Get<Microsoft.AspNetCore.Http.Connections.Features.IHttpTransportFeature>()!.TransportType.ToString());
            return Task.CompletedTask;
        }

        public string Echo(string text) => text;
    }
}
