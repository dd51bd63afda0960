using DbUp;
using Npgsql;
using Webhooks;

namespace Chat.Api.Storage;

/// <summary>
/// The schema: numbered scripts under Storage/Migrations, each applied once, in order, in its transaction. An advisory lock
/// lets several nodes start at once: the first applies, the others wait and find nothing to do.
/// </summary>
internal static class Migrations
{
    /// <summary>"chat" in ASCII.</summary>
    private const long LockKey = 0x63686174;

    /// <summary>An index over millions of rows takes longer than a statement of the service may; other nodes wait a little longer for the lock.</summary>
    private static readonly TimeSpan ScriptTime = TimeSpan.FromSeconds(100);

    public static async Task ApplyAsync(NpgsqlDataSource database, ILogger logger, CancellationToken cancellationToken)
    {
        // The lock belongs to the session: it ends with this connection, also where the process dies.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var locking = new NpgsqlCommand($"SELECT pg_advisory_lock({LockKey})", connection) { CommandTimeout = 120 };
        await locking.ExecuteNonQueryAsync(cancellationToken);
        try
        {
            var result = DeployChanges.To
                .PostgresqlDatabase(new DataSourceConnections(database))
                .WithScriptsEmbeddedInAssembly(typeof(Migrations).Assembly, name => name.EndsWith(".sql", StringComparison.Ordinal))
                .WithScripts(WebhookSchema.Scripts.Select(script => new DbUp.Engine.SqlScript(script.Name, script.Sql)))
                .WithTransactionPerScript()
                .WithExecutionTimeout(ScriptTime)
                .LogTo(new UpgradeLog(logger))
                .Build()
                .PerformUpgrade();
            if (!result.Successful)
            {
                throw result.Error;
            }
        }
        finally
        {
            await using var unlocking = new NpgsqlCommand($"SELECT pg_advisory_unlock({LockKey})", connection);
            await unlocking.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private sealed class DataSourceConnections(NpgsqlDataSource database)
        : DbUp.Engine.Transactions.DatabaseConnectionManager(_ => database.CreateConnection())
    {
        public override IEnumerable<string> SplitScriptIntoCommands(string scriptContents) => [scriptContents];
    }
}
