using Microsoft.Extensions.Options;
using Npgsql;

namespace Chat.Api.Revocation;

/// <summary>Revocations in PostgreSQL, for as long as a token of before may live.</summary>
internal sealed class RevocationStore(NpgsqlDataSource database, IOptions<RevocationOptions> options, TimeProvider time)
{
    /// <summary>Keeps the later moment where there is one; forgets what has no use any more.</summary>
    public async Task PutAsync(UserRevocation revocation, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH forgotten AS (DELETE FROM revocations WHERE before < $3 AND user_id <> $1)
            INSERT INTO revocations AS known (user_id, before) VALUES ($1, $2)
            ON CONFLICT (user_id) DO UPDATE SET before = greatest(known.before, excluded.before)
            """);
        command.Parameters.AddWithValue(revocation.User);
        command.Parameters.AddWithValue(revocation.Before);
        command.Parameters.AddWithValue(Oldest);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<List<UserRevocation>> AllAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT user_id, before FROM revocations WHERE before >= $1");
        command.Parameters.AddWithValue(Oldest);
        var revocations = new List<UserRevocation>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            revocations.Add(new(reader.GetString(0), reader.GetDateTime(1)));
        }

        return revocations;
    }

    private DateTime Oldest => time.GetUtcNow().UtcDateTime - options.Value.TokenLifetimeMax;
}
