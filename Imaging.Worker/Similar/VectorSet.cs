using System.Numerics.Tensors;

namespace Imaging.Worker.Similar;

/// <summary>The vectors of one space in memory, in blocks. They are added by one caller at a time and searched by many meanwhile.</summary>
internal sealed class VectorSet(int dimensions)
{
    private const int BlockVectors = 128;
    private readonly HashSet<string> known = [];
    private State state = new([], [], 0);

    public long Bytes => (long)state.Blocks.Length * BlockVectors * dimensions * sizeof(float);

    public int Count => state.Count;

    /// <summary>All that earlier transactions wrote is here.</summary>
    public ulong Horizon { get; set; }

    public void Add(StoredEmbedding embedding)
    {
        if (embedding.Vector.Length != dimensions || !known.Add(embedding.ImageId))
        {
            return;
        }

        var (ids, blocks, count) = state;
        if (count == ids.Length)
        {
            Array.Resize(ref ids, Math.Max(BlockVectors, ids.Length * 2));
        }

        if (count == blocks.Length * BlockVectors)
        {
            blocks = [.. blocks, new float[BlockVectors * dimensions]];
        }

        ids[count] = embedding.ImageId;
        embedding.Vector.CopyTo(blocks[count / BlockVectors], count % BlockVectors * dimensions);
        // Searches go by the state that they began with: nothing of it is changed.
        Volatile.Write(ref state, new(ids, blocks, count + 1));
    }

    /// <summary>Shows every vector's similarity to <paramref name="vector"/>.</summary>
    public void Search(ReadOnlySpan<float> vector, Nearest nearest)
    {
        var (ids, blocks, count) = Volatile.Read(ref state);
        for (var place = 0; place < count; place++)
        {
            var other = blocks[place / BlockVectors].AsSpan(place % BlockVectors * dimensions, dimensions);
            nearest.Offer(ids[place], TensorPrimitives.Dot(vector, other));
        }
    }

    private sealed record State(string[] Ids, float[][] Blocks, int Count);
}
