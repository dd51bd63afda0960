using System.Reflection;
using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using Npgsql;
using Webhooks;

namespace Imaging.Worker.Storage;

/// <summary>Brings <c>imagingdb</c> to the version that this build needs.</summary>
internal static class Schema
{
    /// <summary>Any number that nobody else takes: ASCII "imaging".</summary>
    private const long LockKey = 0x696d6167696e67;

    /// <summary>An index over millions of rows takes longer than a statement of the service may.</summary>
    private static readonly TimeSpan ScriptTime = TimeSpan.FromSeconds(100);

    /// <summary>Own scripts, then those of the webhooks; each is applied once, in the order of the names.</summary>
    public static IReadOnlyList<SqlScript> Scripts { get; } =
        [.. OwnScripts(), .. WebhookSchema.Scripts.Select(script => new SqlScript(script.Name, script.Sql))];

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

    private static IEnumerable<SqlScript> OwnScripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(name, assembly.GetManifestResourceStream(name)!));
    }

    private static void Run(NpgsqlDataSource database)
    {
        var upgrade = DeployChanges.To
            .PostgresqlDatabase(new DbUp.Postgresql.PostgresqlConnectionManager(database))
            .WithScripts(Scripts)
            .WithTransactionPerScript()
            .WithExecutionTimeout(ScriptTime)
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!upgrade.Successful)
        {
            throw new InvalidOperationException($"The schema of imagingdb could not be brought up to date: {upgrade.ErrorScript?.Name}", upgrade.Error);
        }
    }
}
