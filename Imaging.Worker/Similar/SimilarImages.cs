using System.Numerics.Tensors;
using Imaging.Worker.Storage;

namespace Imaging.Worker.Similar;

/// <summary>The images of one owner that look most like one of them. Exact: every vector is compared.</summary>
internal sealed class SimilarImages(EmbeddingTable embeddings, VectorSets sets, ImageTable images) : IDisposable
{
    /// <summary>More searches at once would only share the same cores.</summary>
    private readonly SemaphoreSlim searching = new(Environment.ProcessorCount);

    /// <summary>The best first; null where the image has no vector.</summary>
    public async Task<IReadOnlyList<(ImageRow Image, float Similarity)>?> FindAsync(string imageId, int count, CancellationToken cancellationToken)
    {
        if (await embeddings.FindAsync(imageId, cancellationToken) is not var (space, vector))
        {
            return null;
        }

        // Deleted images are found too, until their space is read anew: more than asked for, and again if that was not enough.
        for (var wanted = (2 * count) + 8; ; wanted *= 4)
        {
            var best = await SearchAsync(space, vector, wanted + 1, cancellationToken);
            var living = (await images.FindFinishedAsync([.. best.Select(one => one.ImageId)], cancellationToken)).ToDictionary(image => image.Id);
            var found = best.Where(one => one.ImageId != imageId && living.ContainsKey(one.ImageId)).Take(count)
                .Select(one => (living[one.ImageId], one.Similarity)).ToList();
            if (living.Count < best.Count / 2)
            {
                sets.Drop(space);
            }

            if (found.Count == count || best.Count <= wanted)
            {
                return found;
            }
        }
    }

    public void Dispose() => searching.Dispose();

    private async Task<IReadOnlyList<(string ImageId, float Similarity)>> SearchAsync(
        EmbeddingSpace space, float[] vector, int count, CancellationToken cancellationToken)
    {
        var nearest = new Nearest(count);
        if (await sets.FreshAsync(space, vector.Length, cancellationToken) is { } set)
        {
            await searching.WaitAsync(cancellationToken);
            try
            {
                set.Search(vector, nearest);
            }
            finally
            {
                searching.Release();
            }
        }
        else
        {
            await foreach (var other in embeddings.ReadAsync(space, since: 0, horizon: null, cancellationToken))
            {
                nearest.Offer(other.ImageId, other.Vector.Length == vector.Length ? TensorPrimitives.Dot<float>(vector, other.Vector) : -1);
            }
        }

        return nearest.Best();
    }
}
