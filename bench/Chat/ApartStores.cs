using Support.Servers;

namespace Bench.Chat;

/// <summary>Stores of systems that share nothing: a Redis process and a database for each; their databases lie on one server.</summary>
internal sealed class ApartStores : IAsyncDisposable
{
    private readonly List<RedisFixture> servers = [];
    private readonly List<(string Redis, string Database)> each = [];

    /// <summary>One for each system.</summary>
    public IReadOnlyList<(string Redis, string Database)> Each => each;

    /// <summary>Starts the servers of <paramref name="count"/> systems; the databases are made beside those of <paramref name="shared"/>.</summary>
    public static async Task<ApartStores> StartAsync(ChatStores shared, int count)
    {
        var stores = new ApartStores();
        try
        {
            for (var i = 0; i < count; i++)
            {
                stores.servers.Add(new());
            }

            await Task.WhenAll(stores.servers.Select(server => server.InitializeAsync().AsTask()));
            foreach (var server in stores.servers)
            {
                stores.each.Add((server.ConnectionString, await shared.CreateDatabaseAsync()));
            }

            return stores;
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask()));
}
