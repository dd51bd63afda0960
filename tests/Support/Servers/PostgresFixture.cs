using System.Security.Cryptography;
using Hosting.LocalProcesses.Servers;
using Npgsql;
using Xunit;

namespace Support.Servers;

/// <summary>A real PostgreSQL of its own on a free port; each test may ask for an empty database.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const int MaxConnections = 100;
    private readonly TemporaryFolder folder = new();
    private readonly string password = RandomNumberGenerator.GetHexString(32);
    private ServerProcess? server;
    private int databases;

    /// <summary>TCP port on 127.0.0.1; the same after a restart.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Process id of the server, while it runs.</summary>
    public int Id => server!.Id;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Starts the server, again after <see cref="KillAsync"/>, and waits until it takes queries.</summary>
    public async Task StartAsync()
    {
        var command = await PostgresServer.PrepareAsync(
            Path.Combine(folder.Path, "data"), Port, password, databases: [], MaxConnections, CancellationToken.None);
        server = await ServerProcess.StartAsync(command, Port);
        await Eventually.BecomesAsync("PostgreSQL to take queries", TakesQueriesAsync, problem => problem is null);
    }

    /// <summary>SIGKILL of the server and its children.</summary>
    public Task KillAsync() => server!.KillAsync();

    /// <summary>Creates an empty database and answers its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Dispose();
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username={PostgresServer.User};Password={password};Database={database}";

    private async Task<string?> TakesQueriesAsync()
    {
        try
        {
            // A pooled connection would open without asking the server.
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            return null;
        }
        catch (NpgsqlException exception)
        {
            return exception.Message;
        }
    }
}
