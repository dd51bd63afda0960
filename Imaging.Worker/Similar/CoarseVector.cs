using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>Codes as 16 bits: done once for the vector that is searched for, not again for each that it is compared with.</summary>
    public static void Widen(ReadOnlySpan<sbyte> codes, Span<short> wide)
    {
        for (var place = 0; place < codes.Length; place++)
        {
            wide[place] = codes[place];
        }
    }

    /// <summary>Scalar product of codes, where one side is widened already. Products of two codes, and sums of two such, fit into their bits.</summary>
    public static int Dot(ReadOnlySpan<short> wide, ReadOnlySpan<sbyte> codes)
    {
        var (place, sum) = Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? Dot512(wide, codes)
            : Avx2.IsSupported ? Dot256(wide, codes)
            : Dot128(wide, codes);
        for (; place < codes.Length; place++)
        {
            sum += wide[place] * codes[place];
        }

        return sum;
    }

    private static (int Done, int Sum) Dot512(ReadOnlySpan<short> wide, ReadOnlySpan<sbyte> codes)
    {
        // Two sums: an addition need not wait for the one before.
        var (even, odd) = (Vector512<int>.Zero, Vector512<int>.Zero);
        var place = 0;
        for (; place <= codes.Length - (2 * Vector512<short>.Count); place += 2 * Vector512<short>.Count)
        {
            even += Products(wide, codes, place);
            odd += Products(wide, codes, place + Vector512<short>.Count);
        }

        return (place, Vector512.Sum(even + odd));

        static Vector512<int> Products(ReadOnlySpan<short> wide, ReadOnlySpan<sbyte> codes, int place) => Avx512BW.MultiplyAddAdjacent(
            Vector512.LoadUnsafe(in MemoryMarshal.GetReference(wide), (nuint)place),
            Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(in MemoryMarshal.GetReference(codes), (nuint)place)));
    }

    private static (int Done, int Sum) Dot256(ReadOnlySpan<short> wide, ReadOnlySpan<sbyte> codes)
    {
        var (even, odd) = (Vector256<int>.Zero, Vector256<int>.Zero);
        var place = 0;
        for (; place <= codes.Length - (2 * Vector256<short>.Count); place += 2 * Vector256<short>.Count)
        {
            even += Products(wide, codes, place);
            odd += Products(wide, codes, place + Vector256<short>.Count);
        }

        return (place, Vector256.Sum(even + odd));

        static Vector256<int> Products(ReadOnlySpan<short> wide, ReadOnlySpan<sbyte> codes, int place) => Avx2.MultiplyAddAdjacent(
            Vector256.LoadUnsafe(in MemoryMarshal.GetReference(wide), (nuint)place),
            Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(in MemoryMarshal.GetReference(codes), (nuint)place)));
    }

    /// <summary>For every other processor.</summary>
    private static (int Done, int Sum) Dot128(ReadOnlySpan<short> wide, ReadOnlySpan<sbyte> codes)
    {
        var sums = Vector128<int>.Zero;
        var place = 0;
        for (; place <= codes.Length - Vector128<sbyte>.Count; place += Vector128<sbyte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(codes[place..]));
            var (lowSums, highSums) = Vector128.Widen(
                (low * Vector128.Create(wide[place..])) + (high * Vector128.Create(wide[(place + Vector128<short>.Count)..])));
            sums += lowSums + highSums;
        }

        return (place, Vector128.Sum(sums));
    }
}
