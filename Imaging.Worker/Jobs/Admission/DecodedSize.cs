using System.Buffers.Binary;

namespace Imaging.Worker.Jobs.Admission;

/// <summary>
/// How much memory an image will take when it is decoded, by its header alone: width and height where each format has them, nothing
/// is decoded. An estimate for admission; what a file really is, the gate says in a process of its own.
/// </summary>
internal static class DecodedSize
{
    private const int BytesPerPixel = 4;

    /// <summary>Segments before a JPEG's size, such as previews and profiles, are longer only in files that the gate refuses.</summary>
    private const int HeaderMax = 4 * 1024 * 1024;

    /// <summary>Width × height × 4 bytes; 0 for a file whose header says nothing.</summary>
    public static async Task<long> EstimateAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 4_096, FileOptions.Asynchronous);
        var head = new byte[32];
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (length < head.Length)
        {
            return 0;
        }

        var (width, height) = head is [0xff, 0xd8, ..] ? JpegSize(file) : SizeOf(head);
        return (long)width * height * BytesPerPixel;
    }

    private static (uint Width, uint Height) SizeOf(ReadOnlySpan<byte> head)
    {
        if (head[1..].StartsWith("PNG"u8))
        {
            return (BinaryPrimitives.ReadUInt32BigEndian(head[16..]), BinaryPrimitives.ReadUInt32BigEndian(head[20..]));
        }

        if (head.StartsWith("GIF8"u8))
        {
            return (BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..]));
        }

        if (head.StartsWith("BM"u8))
        {
            // A negative height means rows from top to bottom.
            return ((uint)Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(head[18..])), (uint)Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(head[22..])));
        }

        return head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) ? WebPSize(head[12..]) : default;
    }

    /// <summary>Of the first chunk: extended, lossless (14 bits each, less one) or lossy (14 bits each).</summary>
    private static (uint Width, uint Height) WebPSize(ReadOnlySpan<byte> chunk)
    {
        if (chunk.StartsWith("VP8X"u8))
        {
            return (1 + (BinaryPrimitives.ReadUInt32LittleEndian(chunk[12..]) & 0xff_ffff), 1 + (BinaryPrimitives.ReadUInt32LittleEndian(chunk[15..]) & 0xff_ffff));
        }

        if (chunk.StartsWith("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(chunk[9..]);
            return (1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff));
        }

        return chunk.StartsWith("VP8 "u8)
            ? (BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]) & 0x3fffu, BinaryPrimitives.ReadUInt16LittleEndian(chunk[16..]) & 0x3fffu)
            : default;
    }

    /// <summary>Walks the segments to the first start of frame.</summary>
    private static (uint Width, uint Height) JpegSize(FileStream file)
    {
        Span<byte> segment = stackalloc byte[9];
        for (var place = 2L; place < HeaderMax;)
        {
            file.Position = place;
            if (file.ReadAtLeast(segment, segment.Length, throwOnEndOfStream: false) < segment.Length || segment[0] != 0xff)
            {
                return default;
            }

            // C4, C8 and CC stand among the frames and are none.
            if (segment[1] is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(segment[7..]), BinaryPrimitives.ReadUInt16BigEndian(segment[5..]));
            }

            // Fill bytes, and markers that have no length.
            place += segment[1] is 0xff ? 1 : segment[1] is 0x01 or (>= 0xd0 and <= 0xd8) ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(segment[2..]);
        }

        return default;
    }
}
