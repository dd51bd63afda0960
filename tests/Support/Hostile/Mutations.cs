using System.Buffers.Binary;

namespace Support.Hostile;

/// <summary>Ways to spoil a file, as fuzzers do it.</summary>
internal static class Mutations
{
    private const int HeaderBytes = 64;
    private static readonly uint[] Extremes = [0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF];

    private static readonly (string Name, Func<byte[], Random, IReadOnlyList<HonestFile>, byte[]> Apply)[] All =
    [
        ("bits flipped", (bytes, random, _) => Flip(bytes, random, 1 + random.Next(64), bytes.Length)),
        ("header bits flipped", (bytes, random, _) => Flip(bytes, random, 1 + random.Next(8), HeaderBytes)),
        ("truncated", (bytes, random, _) => bytes[..random.Next(bytes.Length)]),
        ("number made extreme", (bytes, random, _) => Overwrite(bytes, random, bytes.Length)),
        ("header number made extreme", (bytes, random, _) => Overwrite(bytes, random, HeaderBytes)),
        ("run filled", Fill),
        ("piece repeated", Repeat),
        ("piece cut out", CutOut),
        ("piece made noise", Noise),
        ("spliced", Splice),
    ];

    public static (string Name, byte[] Bytes) Apply(byte[] bytes, Random random, IReadOnlyList<HonestFile> honest)
    {
        var (name, apply) = All[random.Next(All.Length)];
        return (name, apply(bytes, random, honest));
    }

    private static byte[] Flip(byte[] bytes, Random random, int count, int within)
    {
        var copy = bytes.ToArray();
        for (var flip = 0; flip < count; flip++)
        {
            copy[random.Next(Math.Min(within, copy.Length))] ^= (byte)(1 << random.Next(8));
        }

        return copy;
    }

    private static byte[] Overwrite(byte[] bytes, Random random, int within)
    {
        var copy = bytes.ToArray();
        var place = copy.AsSpan(random.Next(Math.Min(within, copy.Length) - 4), 4);
        var number = Extremes[random.Next(Extremes.Length)];
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(place, number);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(place, number);
        }

        return copy;
    }

    private static byte[] Fill(byte[] bytes, Random random, IReadOnlyList<HonestFile> honest)
    {
        var copy = bytes.ToArray();
        Piece(copy, random).Fill(random.Next(2) == 0 ? (byte)0 : (byte)0xFF);
        return copy;
    }

    private static byte[] Noise(byte[] bytes, Random random, IReadOnlyList<HonestFile> honest)
    {
        var copy = bytes.ToArray();
        random.NextBytes(Piece(copy, random));
        return copy;
    }

    private static byte[] Repeat(byte[] bytes, Random random, IReadOnlyList<HonestFile> honest)
    {
        var (from, length) = Range(bytes, random);
        var times = 1 + random.Next(20);
        return [.. bytes[..from], .. Enumerable.Repeat(bytes[from..(from + length)], times).SelectMany(piece => piece), .. bytes[from..]];
    }

    private static byte[] CutOut(byte[] bytes, Random random, IReadOnlyList<HonestFile> honest)
    {
        var (from, length) = Range(bytes, random);
        return [.. bytes[..from], .. bytes[(from + length)..]];
    }

    private static byte[] Splice(byte[] bytes, Random random, IReadOnlyList<HonestFile> honest)
    {
        var other = honest[random.Next(honest.Count)].Bytes;
        return [.. bytes[..random.Next(1, bytes.Length)], .. other[random.Next(other.Length)..]];
    }

    private static Span<byte> Piece(byte[] bytes, Random random)
    {
        var (from, length) = Range(bytes, random);
        return bytes.AsSpan(from, length);
    }

    private static (int From, int Length) Range(byte[] bytes, Random random)
    {
        var from = random.Next(bytes.Length);
        return (from, random.Next(Math.Min(512, bytes.Length - from)));
    }
}
