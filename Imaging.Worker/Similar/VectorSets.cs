using Microsoft.Extensions.Options;

namespace Imaging.Worker.Similar;

/// <summary>Vectors of the spaces that were searched last, within a bound of memory.</summary>
internal sealed class VectorSets(EmbeddingTable embeddings, IOptions<SimilarOptions> options)
{
    /// <summary>A row becomes visible up to this long after the time that it carries: its statement's beginning.</summary>
    private static readonly TimeSpan Unseen = TimeSpan.FromSeconds(30);
    private readonly LinkedList<Entry> latest = [];
    private readonly Lock exclusive = new();

    /// <summary>All vectors that the space has now; null: more than may be kept.</summary>
    public async Task<VectorSet?> FreshAsync(EmbeddingSpace space, int dimensions, CancellationToken cancellationToken)
    {
        var entry = Take(space, dimensions);
        await entry.Refreshing.WaitAsync(cancellationToken);
        try
        {
            if (entry.Set.Count == 0 && await embeddings.CountAsync(space, cancellationToken) * dimensions * sizeof(float) > options.Value.MemoryMax)
            {
                return null;
            }

            var after = entry.Set.Count == 0 ? entry.Set.Newest : entry.Set.Newest - Unseen;
            await foreach (var embedding in embeddings.ReadAsync(space, after, cancellationToken))
            {
                entry.Set.Add(embedding);
            }
        }
        finally
        {
            entry.Refreshing.Release();
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

            // Space that is empty costs little, but there may be many.
            while (latest.Count > SpacesMax)
            {
                latest.RemoveLast();
            }
        }
    }

    private const int SpacesMax = 10_000;

    private sealed record Entry(EmbeddingSpace Space, VectorSet Set)
    {
        public SemaphoreSlim Refreshing { get; } = new(1, 1);
    }
}
