using System.Security.Cryptography;
using Hosting.LocalProcesses.Servers;
using Xunit;

namespace Support.Servers;

/// <summary>A real Redis of its own on a free port, with an append-only file; empty at start.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly string password = RandomNumberGenerator.GetHexString(32);
    private ServerProcess? server;

    /// <summary>TCP port on 127.0.0.1; the same after a restart.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>For StackExchange.Redis.</summary>
    public string ConnectionString => $"127.0.0.1:{Port},password={password}";

    /// <summary>Process id of the server, while it runs.</summary>
    public int Id => server!.Id;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Starts the server, again after <see cref="KillAsync"/>, with what its append-only file holds.</summary>
    public async Task StartAsync()
    {
        var command = await RedisServer.PrepareAsync(folder.Path, Port, password, CancellationToken.None);
        server = await ServerProcess.StartAsync(command, Port);
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => server!.KillAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Dispose();
    }
}
