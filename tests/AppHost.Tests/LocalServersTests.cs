using Support.Servers;

namespace AppHost.Tests;

/// <summary>The backing services as plain processes, without the orchestrator.</summary>
public sealed class LocalServersTests
{
    [Fact]
    public async Task PostgreSQL_starts_creates_a_database_and_keeps_it_over_a_crash()
    {
        await using var postgres = new PostgresFixture();
        await postgres.InitializeAsync();
        var connectionString = await postgres.CreateDatabaseAsync();

        await postgres.KillAsync();
        await postgres.StartAsync();

        await using var source = Npgsql.NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SELECT current_database()");
        Assert.Equal("test1", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
