using Support.Servers;

namespace Imaging.Worker.Tests;

/// <summary>Real PostgreSQL, Redis and Azurite, started once for the tests of this collection, which run one after another.</summary>
public sealed class ImagingServers : IAsyncLifetime
{
    public PostgresFixture Postgres { get; } = new();

    public RedisFixture Redis { get; } = new();

    public AzuriteFixture Azurite { get; } = new();

    public async ValueTask InitializeAsync() =>
        await Task.WhenAll(Postgres.InitializeAsync().AsTask(), Redis.InitializeAsync().AsTask(), Azurite.InitializeAsync().AsTask());

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await Redis.DisposeAsync();
        await Azurite.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class ImagingCollection : ICollectionFixture<ImagingServers>
{
    public const string Name = "imaging";
}
