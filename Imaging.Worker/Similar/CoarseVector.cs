using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Imaging.Worker.Similar;

/// <summary>
/// A vector in 8 bits per number, a quarter of the memory that a search has to read, and how far it is from the real one: what that
/// leaves open is decided by the real ones.
/// </summary>
internal static class CoarseVector
{
    /// <summary>Codes are -127 to 127, so that two products of two of them fit into 16 bits.</summary>
    private const int CodeMax = 127;

    /// <summary>Writes the codes; answers what one of them stands for, and the length of the difference.</summary>
    public static (float Scale, float Residual) Write(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / CodeMax;
        if (scale == 0)
        {
            codes.Clear();
            return (0, 0);
        }

        var squares = 0.0;
        for (var place = 0; place < vector.Length; place++)
        {
            codes[place] = (sbyte)Math.Clamp(MathF.Round(vector[place] / scale), -CodeMax, CodeMax);
            var off = (double)vector[place] - (codes[place] * (double)scale);
            squares += off * off;
        }

        return (scale, (float)Math.Sqrt(squares));
    }

    public static int Dot(ReadOnlySpan<sbyte> one, ReadOnlySpan<sbyte> other)
    {
        var sums = Vector256<int>.Zero;
        var place = 0;
        for (; place <= one.Length - Vector256<sbyte>.Count; place += Vector256<sbyte>.Count)
        {
            var (oneLow, oneHigh) = Vector256.Widen(Vector256.Create(one[place..]));
            var (otherLow, otherHigh) = Vector256.Widen(Vector256.Create(other[place..]));
            var (low, high) = Vector256.Widen((oneLow * otherLow) + (oneHigh * otherHigh));
            sums += low + high;
        }

        var sum = Vector256.Sum(sums);
        for (; place < one.Length; place++)
        {
            sum += one[place] * other[place];
        }

        return sum;
    }
}
