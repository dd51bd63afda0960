using System.Security.Cryptography;
using Hosting.LocalProcesses.Servers;
using StackExchange.Redis;
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
    public string ConnectionString => ConnectionStringAt(Port);

    /// <summary>For StackExchange.Redis through a proxy that listens on the port.</summary>
    public string ConnectionStringAt(int port) => $"127.0.0.1:{port},password={password}";

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

    /// <summary>A copy of the append-only file as it is at this moment, in a folder of its own.</summary>
    public TemporaryFolder Backup()
    {
        var backup = new TemporaryFolder();
        Copy(Data, backup.Path);
        return backup;
    }

    /// <summary>Puts a backup in the place of the data of the server, which must not run.</summary>
    public void Restore(TemporaryFolder backup)
    {
        Directory.Delete(Data, recursive: true);
        Directory.CreateDirectory(Data);
        Copy(backup.Path, Data);
    }

    /// <summary>FLUSHALL: the server goes on, and has nothing any more.</summary>
    public async Task EmptyAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString + ",allowAdmin=true");
        await connection.GetServers().Single().FlushAllDatabasesAsync();
    }

    /// <summary>Its files are gone; it must not run.</summary>
    public void LoseData() => Directory.Delete(Data, recursive: true);

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

    private string Data => Path.Combine(folder.Path, "appendonlydir");

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
