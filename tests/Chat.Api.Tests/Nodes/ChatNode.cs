using System.Net.Http.Headers;
using Chat.Api.Messages;
using Chat.Api.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Support;

namespace Chat.Api.Tests.Nodes;

/// <summary>One chat node: the whole service on Kestrel and a free port of 127.0.0.1.</summary>
internal sealed class ChatNode : IAsyncDisposable
{
    private readonly WebApplication app;
    private bool stopped;

    private ChatNode(WebApplication app) => this.app = app;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public IServiceProvider Services => app.Services;

    public static Task<ChatNode> StartAsync(string redis, string chatdb, params string[] settings) => StartAsync(redis, chatdb, customise: null, settings);

    /// <param name="redis">Connection string.</param>
    /// <param name="chatdb">Connection string.</param>
    /// <param name="customise">Changes services when all are registered.</param>
    /// <param name="settings">Replace those of the tests.</param>
    public static async Task<ChatNode> StartAsync(string redis, string chatdb, Action<IServiceCollection>? customise, params string[] settings)
    {
        var node = Create(redis, chatdb, customise, settings);
        await node.app.StartAsync();
        return node;
    }

    public static ChatNode Create(string redis, string chatdb, params string[] settings) => Create(redis, chatdb, customise: null, settings);

    private static ChatNode Create(string redis, string chatdb, Action<IServiceCollection>? customise, string[] settings) =>
        new(ChatService.Build(["--urls=http://127.0.0.1:0", .. Settings(redis, chatdb), .. settings], customise));

    public static string[] Settings(string redis, string chatdb) =>
    [
        "--environment=Development",
        $"--Auth:DevelopmentKey={TestTokens.Key}",
        $"--ConnectionStrings:redis={redis}",
        $"--ConnectionStrings:chatdb={chatdb}",
        "--Logging:LogLevel:Default=Warning",
        "--Chat:MessagesPerSecond=10000",
        "--Chat:MessageBurst=10000",
        "--Chat:DatabasePoolSize=8",
        "--Chat:RoomMessagesPerSecond=100000",
        "--Chat:RoomMessageBurst=100000",
        "--Chat:JoinsPerSecond=10000",
        "--Chat:JoinBurst=10000",
        "--Chat:CallsPerSecond=10000",
        "--Chat:CallBurst=10000",
        "--Chat:ConnectionsPerUser=10000",
        // A test machine is late now and then: only the tests of shedding are about it.
        "--Chat:LagMax=00:01:00",
        "--Chat:SendsAtOnce=100000",
    ];

    /// <summary>The room's log as PostgreSQL has it.</summary>
    public Task<List<LogEntry>> ReadStoredAsync(string room) => Services.GetRequiredService<LogStore>()
        .ReadAsync(room, 0, long.MaxValue, 10_000, newest: false, CancellationToken.None);

    /// <summary>The same; empty where PostgreSQL does not answer, as on a connection that it has dropped.</summary>
    public async Task<List<LogEntry>> TryReadStoredAsync(string room)
    {
        try
        {
            return await ReadStoredAsync(room);
        }
        catch (Npgsql.NpgsqlException)
        {
            return [];
        }
    }

    /// <summary>As Program.cs does; answers the exit code.</summary>
    public Task<int> RunAsync()
    {
        stopped = true;
        return app.RunCheckedAsync();
    }

    public HttpClient Http(string user, params string[] roles)
    {
        var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For(user, roles));
        return http;
    }

    /// <summary>As SIGTERM does: drains, flushes, ends.</summary>
    public async Task StopAsync()
    {
        stopped = true;
        await app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!stopped)
        {
            await StopAsync();
        }

        await app.DisposeAsync();
    }
}
