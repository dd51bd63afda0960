using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Support.Servers;
using Webhooks.Tests;

[assembly: AssemblyFixture(typeof(Outboxes))]

namespace Webhooks.Tests;

/// <summary>A real PostgreSQL; every test has a database of its own.</summary>
public sealed class Outboxes : IAsyncLifetime
{
    private readonly PostgresFixture postgres = new();

    public ValueTask InitializeAsync() => postgres.InitializeAsync();

    public ValueTask DisposeAsync() => postgres.DisposeAsync();

    /// <summary>A service that uses the library, in Development unless it is said otherwise; quick to try again.</summary>
    internal async Task<Outbox> StartAsync(params (string Key, string Value)[] settings)
    {
        var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        foreach (var (_, sql) in WebhookSchema.Scripts)
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        return await Outbox.StartAsync(database, settings);
    }
}

/// <summary>One node of a service that uses the library.</summary>
internal sealed class Outbox : IAsyncDisposable
{
    private readonly IHost host;

    private Outbox(IHost host, NpgsqlDataSource database) => (this.host, Database) = (host, database);

    public NpgsqlDataSource Database { get; }

    public WebhookEndpoints Endpoints => host.Services.GetRequiredService<WebhookEndpoints>();

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public static async Task<Outbox> StartAsync(NpgsqlDataSource database, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Webhooks:Interval"] = "00:00:00.020",
            ["Webhooks:RetryFirst"] = "00:00:00.020",
            ["Webhooks:RetryMax"] = "00:00:00.100",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Webhooks:{setting.Key}", (string?)setting.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(database).AddSingleton(TimeProvider.System).AddMetrics().AddWebhooks();
        var host = builder.Build();
        await host.StartAsync();
        return new(host, database);
    }

    public async Task<NewWebhookEndpoint> AddAsync(string scope, string url, params string[] types)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await Endpoints.CreateAsync(connection, scope, new(url, types), ["thing.made", "thing.gone"], "ann", CancellationToken.None);
    }

    /// <summary>Tells of an event as a service does: in a transaction of its own, which commits unless it is said otherwise.</summary>
    public async Task TellAsync(string scope, string id, string type = "thing.made", string payload = "{}", bool commits = true)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            WebhookOutbox.Insert("SELECT $1 AS scope, $2 AS event_id, 1 AS position, $3 AS type, $4 AS payload"), connection)
        {
            Parameters = { new() { Value = scope }, new() { Value = id }, new() { Value = type }, new() { Value = payload } },
        };
        await command.ExecuteNonQueryAsync();
        if (commits)
        {
            await transaction.CommitAsync();
        }
    }

    public async Task<WebhookEndpoint> EndpointAsync(string scope) => Assert.Single(await Endpoints.ListAsync(scope, CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
