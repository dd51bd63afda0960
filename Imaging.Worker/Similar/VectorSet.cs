using System.Buffers;
using System.Numerics.Tensors;

namespace Imaging.Worker.Similar;

/// <summary>The vectors of one space in memory, in blocks. They are added by one caller at a time and searched by many meanwhile.</summary>
internal sealed class VectorSet(int dimensions)
{
    private const int BlockVectors = 128;

    /// <summary>More than rounding can move a sum of products of vectors of length 1.</summary>
    private const float Rounding = 1e-5f;
    private readonly HashSet<string> known = [];
    private State state = new([], [], 0);

    public long Bytes => state.Blocks.Length * BlockVectors * BytesOf(dimensions);

    public int Count => state.Count;

    /// <summary>All that earlier transactions wrote is here.</summary>
    public ulong Horizon { get; set; }

    /// <summary>Memory for one vector.</summary>
    public static long BytesOf(int dimensions) => (dimensions * (sizeof(float) + sizeof(sbyte))) + (2 * sizeof(float));

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
            blocks = [.. blocks, new Block(dimensions)];
        }

        ids[count] = embedding.ImageId;
        blocks[count / BlockVectors].Write(count % BlockVectors, embedding.Vector);
        // Searches go by the state that they began with: nothing of it is changed.
        Volatile.Write(ref state, new(ids, blocks, count + 1));
    }

    /// <summary>
    /// Shows <paramref name="nearest"/> every vector that may be among the best. Coarse ones are compared first: each says between which
    /// bounds the real similarity lies, and only those whose upper bound reaches the lower bounds of as many as are wanted are looked at.
    /// </summary>
    public void Search(ReadOnlySpan<float> vector, Nearest nearest)
    {
        var (ids, blocks, count) = Volatile.Read(ref state);
        var uppers = ArrayPool<float>.Shared.Rent(count);
        var codes = ArrayPool<sbyte>.Shared.Rent(dimensions);
        var wide = ArrayPool<short>.Shared.Rent(dimensions);
        try
        {
            var (scale, residual) = CoarseVector.Write(vector, codes.AsSpan(0, dimensions));
            CoarseVector.Widen(codes.AsSpan(0, dimensions), wide);
            var searched = new Searched(scale, residual, TensorPrimitives.Norm(vector));
            var least = Bound(searched, wide.AsSpan(0, dimensions), blocks, uppers.AsSpan(0, count), nearest.Count);
            for (var place = 0; place < count; place++)
            {
                if (uppers[place] >= least)
                {
                    nearest.Offer(ids[place], TensorPrimitives.Dot(vector, blocks[place / BlockVectors].Exact(place % BlockVectors)));
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(uppers);
            ArrayPool<sbyte>.Shared.Return(codes);
            ArrayPool<short>.Shared.Return(wide);
        }
    }

    /// <summary>Writes the upper bound of every similarity; answers what as many as are wanted are certain to reach.</summary>
    private static float Bound(Searched searched, ReadOnlySpan<short> wide, Block[] blocks, Span<float> uppers, int wanted)
    {
        var (scale, residual, length) = searched;
        var lowers = new PriorityQueue<int, float>(wanted + 1);
        for (var place = 0; place < uppers.Length; place++)
        {
            var block = blocks[place / BlockVectors];
            var (otherScale, otherResidual) = block.About(place % BlockVectors);
            var about = scale * otherScale * CoarseVector.Dot(wide, block.Coarse(place % BlockVectors));
            // |q·v - q'·v'| <= |q| |v - v'| + |q - q'| |v'|, and v' is no longer than 1 + |v - v'|.
            var off = (length * otherResidual) + (residual * (1 + otherResidual)) + Rounding;
            uppers[place] = about + off;
            if (lowers.Count < wanted)
            {
                lowers.Enqueue(place, about - off);
            }
            else if (lowers.TryPeek(out _, out var worst) && about - off > worst)
            {
                lowers.DequeueEnqueue(place, about - off);
            }
        }

        return lowers.Count == wanted && lowers.TryPeek(out _, out var least) ? least : float.NegativeInfinity;
    }

    /// <summary>What one code of the vector that is searched for stands for, how far the codes are from it, and its length.</summary>
    private readonly record struct Searched(float Scale, float Residual, float Length);

    private sealed record State(string[] Ids, Block[] Blocks, int Count);

    private sealed class Block(int dimensions)
    {
        private readonly float[] exact = new float[BlockVectors * dimensions];
        private readonly sbyte[] coarse = new sbyte[BlockVectors * dimensions];
        private readonly (float Scale, float Residual)[] about = new (float, float)[BlockVectors];

        public void Write(int place, ReadOnlySpan<float> vector)
        {
            vector.CopyTo(exact.AsSpan(place * dimensions, dimensions));
            about[place] = CoarseVector.Write(vector, coarse.AsSpan(place * dimensions, dimensions));
        }

        public ReadOnlySpan<float> Exact(int place) => exact.AsSpan(place * dimensions, dimensions);

        public ReadOnlySpan<sbyte> Coarse(int place) => coarse.AsSpan(place * dimensions, dimensions);

        public (float Scale, float Residual) About(int place) => about[place];
    }
}
