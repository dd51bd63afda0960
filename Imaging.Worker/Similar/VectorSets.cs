using Microsoft.Extensions.Options;

namespace Imaging.Worker.Similar;

/// <summary>Vectors of the spaces that were searched last, within a bound of memory.</summary>
internal sealed class VectorSets(EmbeddingTable embeddings, IOptions<SimilarOptions> options)
{
    private const int SpacesMax = 1_000;
    private readonly LinkedList<Entry> latest = [];
    private readonly Lock exclusive = new();

    /// <summary>All vectors that the space has now; null: more than may be kept.</summary>
    public async Task<VectorSet?> FreshAsync(EmbeddingSpace space, int dimensions, CancellationToken cancellationToken)
    {
        var entry = Take(space, dimensions);
        await entry.Refreshing.WaitAsync(cancellationToken);
        try
        {
            if (entry.Set.Count == 0 && await embeddings.CountAsync(space, cancellationToken) * VectorSet.BytesOf(dimensions) > options.Value.MemoryMax)
            {
                return null;
            }

            // Kept only when all rows were read: what breaks off half-way is read again.
            var horizon = entry.Set.Horizon;
            await foreach (var embedding in embeddings.ReadAsync(space, entry.Set.Horizon, next => horizon = next, cancellationToken))
            {
                entry.Set.Add(embedding);
            }

            entry.Set.Horizon = horizon;
        }
        finally
        {
            entry.Refreshing.Release();
        }

        if (entry.Set.Bytes > options.Value.MemoryMax)
        {
            // It has grown too large since it was read; this search is the last one in memory.
            Drop(space);
        }

        Trim();
        return entry.Set;
    }

    /// <summary>Forgets a space that holds too much of what is deleted by now.</summary>
    public void Drop(EmbeddingSpace space)
    {
        lock (exclusive)
        {
            if (latest.FirstOrDefault(entry => entry.Space == space) is { } entry)
            {
                latest.Remove(entry);
            }
        }
    }

    private Entry Take(EmbeddingSpace space, int dimensions)
    {
        lock (exclusive)
        {
            var entry = latest.FirstOrDefault(entry => entry.Space == space) ?? new(space, new(dimensions));
            latest.Remove(entry);
            latest.AddFirst(entry);
            return entry;
        }
    }

    private void Trim()
    {
        lock (exclusive)
        {
            while (latest.Count > 1 && latest.Sum(entry => entry.Set.Bytes) > options.Value.MemoryMax)
            {
                latest.RemoveLast();
            }

            // A small space costs little, but there may be many.
            while (latest.Count > SpacesMax)
            {
                latest.RemoveLast();
            }
        }
    }

    private sealed record Entry(EmbeddingSpace Space, VectorSet Set)
    {
        public SemaphoreSlim Refreshing { get; } = new(1, 1);
    }
}
