using System.Reflection;
using DbUp;
using DbUp.Engine.Output;
using Npgsql;

namespace Imaging.Worker.Storage;

/// <summary>Brings <c>imagingdb</c> to the version that this build needs.</summary>
internal static class Schema
{
    /// <summary>Any number that nobody else takes: ASCII "imaging".</summary>
    private const long LockKey = 0x696d6167696e67;

    /// <summary>Runs the scripts that the database has not seen, in the order of their names. Several processes may do it at once.</summary>
    public static async Task UpgradeAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        // The lock lives as long as this connection: a process that dies half-way leaves nothing locked.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var take = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { Parameters = { new() { Value = LockKey } } };
        take.CommandTimeout = 0;
        await take.ExecuteNonQueryAsync(cancellationToken);
        try
        {
            Run(database);
        }
        finally
        {
            await using var release = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection) { Parameters = { new() { Value = LockKey } } };
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static void Run(NpgsqlDataSource database)
    {
        var upgrade = DeployChanges.To
            .PostgresqlDatabase(new DbUp.Postgresql.PostgresqlConnectionManager(database))
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.EndsWith(".sql", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!upgrade.Successful)
        {
            throw new InvalidOperationException($"The schema of imagingdb could not be brought up to date: {upgrade.ErrorScript?.Name}", upgrade.Error);
        }
    }
}
