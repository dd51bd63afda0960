using System.Runtime.CompilerServices;
using Imaging.Worker.Storage;
using Npgsql;

namespace Imaging.Worker.Similar;

/// <summary>What can be compared: vectors of one owner by one version of one model.</summary>
internal sealed record EmbeddingSpace(string Owner, string Model, string Version);

/// <param name="ImageId">The image.</param>
/// <param name="Vector">Of length 1.</param>
internal sealed record StoredEmbedding(string ImageId, float[] Vector);

/// <summary>Reads <c>image_embeddings</c>; they are written with the end of their image (<see cref="WriteFinished"/>).</summary>
internal sealed class EmbeddingTable(NpgsqlDataSource database)
{
    /// <summary>A common table expression's statement over <c>finished</c>: keeps the vector that a manifest holds.</summary>
    public const string WriteFinished = """
        INSERT INTO image_embeddings (image_id, owner, model, version, vector)
        SELECT id, owner, manifest #>> '{results,embedding,model}', manifest #>> '{results,embedding,version}',
            ARRAY(SELECT number::real FROM jsonb_array_elements_text(manifest #> '{results,embedding,vector}') WITH ORDINALITY AS one (number, place) ORDER BY place)
        FROM finished WHERE status = 'succeeded' AND manifest #> '{results,embedding,vector}' IS NOT NULL
        ON CONFLICT DO NOTHING
        """;

    /// <summary>The image's own vector; null: its preset made none, or it is not finished.</summary>
    public async Task<(EmbeddingSpace Space, float[] Vector)?> FindAsync(string imageId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("SELECT owner, model, version, vector FROM image_embeddings WHERE image_id = $1", imageId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (new(reader.GetString(0), reader.GetString(1), reader.GetString(2)), reader.GetFieldValue<float[]>(3))
            : null;
    }

    public async Task<long> CountAsync(EmbeddingSpace space, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "SELECT count(*) FROM image_embeddings WHERE owner = $1 AND model = $2 AND version = $3", space.Owner, space.Model, space.Version);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// All vectors of the space that <paramref name="since"/> or a later transaction wrote, one by one; 0: all. Before the first it tells
    /// the transaction from which on the next reader has to read: the first one that may not be finished yet.
    /// </summary>
    public async IAsyncEnumerable<StoredEmbedding> ReadAsync(
        EmbeddingSpace space, ulong since, Action<ulong>? horizon, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One way to the database and back. The horizon before the rows: what is finished in between comes twice, and nothing is left out.
        await using var batch = database.CreateBatch();
        batch.Add("SELECT pg_snapshot_xmin(pg_current_snapshot())");
        batch.Add(
            "SELECT image_id, vector FROM image_embeddings WHERE owner = $1 AND model = $2 AND version = $3 AND written_by >= $4",
            space.Owner, space.Model, space.Version);
        batch.BatchCommands[1].Parameters.Add(new() { Value = since, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        horizon?.Invoke(reader.GetFieldValue<ulong>(0));
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return new(reader.GetString(0), reader.GetFieldValue<float[]>(1));
        }
    }
}
