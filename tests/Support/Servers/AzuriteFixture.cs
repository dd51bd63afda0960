using System.Security.Cryptography;
using Hosting.LocalProcesses.Servers;
using Xunit;

namespace Support.Servers;

/// <summary>A real Azurite of its own on free ports, with an account key of its own; empty at start.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly TemporaryFolder folder;
    private readonly string accountKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private readonly int blobPort = FreePort.Next();
    private readonly int queuePort = FreePort.Next();
    private ServerProcess? server;

    /// <summary>With its blobs where the system keeps temporary folders.</summary>
    public AzuriteFixture() => folder = new();

    private AzuriteFixture(string parent) => folder = new(parent);

    /// <summary>For the Azure SDK: blobs and queues.</summary>
    public string ConnectionString => AzuriteServer.ConnectionString(blobPort, queuePort, accountKey);

    /// <summary>Process id of the server, while it runs.</summary>
    public int Id => server!.Id;

    /// <summary>With its blobs in a new folder of <paramref name="parent"/>.</summary>
    public static AzuriteFixture In(string parent) => new(parent);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Starts the server, again after <see cref="KillAsync"/>.</summary>
    public async Task StartAsync() =>
        server = await ServerProcess.StartAsync(AzuriteServer.Prepare(folder.Path, blobPort, queuePort, accountKey), blobPort, queuePort);

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
