using System.Buffers.Binary;
using Imaging.Worker.Pipeline.Gate;

namespace Imaging.Worker.Pipeline.Engine.Managed;

/// <summary>The one number of EXIF that is wanted. ImageSharp would unfold all metadata for it, compressed texts included.</summary>
internal static class ExifOrientation
{
    private const int Upright = 1;
    private const int BytesMax = 64 << 10;

    /// <summary>1 to 8; 1 where the file says nothing, or nonsense.</summary>
    public static int Read(string path, string format)
    {
        using var file = File.OpenRead(path);
        try
        {
            return Find(file, format) is { } exif ? TiffOrientation.Of(exif) : Upright;
        }
        catch (EndOfStreamException)
        {
            return Upright;
        }
    }

    private static byte[]? Find(Stream file, string format) => format switch
    {
        "jpeg" => InJpeg(file),
        "png" => InChunks(file, start: 8, "eXIf"u8, BlockReader.BigEndian32, lengthFirst: true),
        "webp" => InChunks(file, start: 12, "EXIF"u8, BlockReader.LittleEndian32, lengthFirst: false),
        _ => null,
    };

    /// <summary>Segments FF xx up to the first scan; EXIF is an APP1 that begins with "Exif" and two zeros.</summary>
    private static byte[]? InJpeg(Stream file)
    {
        const int startOfScan = 0xDA, application1 = 0xE1;
        BlockReader.Skip(file, 2);
        while (BlockReader.Byte(file) == 0xFF)
        {
            var marker = BlockReader.Byte(file);
            while (marker == 0xFF)
            {
                marker = BlockReader.Byte(file);
            }

            if (marker == startOfScan)
            {
                return null;
            }

            var length = (BlockReader.Byte(file) << 8 | BlockReader.Byte(file)) - 2;
            if (length < 0)
            {
                return null;
            }

            if (marker == application1 && Bytes(file, length) is [0x45, 0x78, 0x69, 0x66, 0, 0, .. var tiff])
            {
                return tiff;
            }

            BlockReader.Skip(file, marker == application1 ? 0 : length);
        }

        return null;
    }

    /// <summary>PNG: length, type, data, checksum. WebP: type, length, data, padded to an even length.</summary>
    private static byte[]? InChunks(Stream file, int start, ReadOnlySpan<byte> wanted, Func<Stream, uint> number, bool lengthFirst)
    {
        BlockReader.Skip(file, start);
        while (file.Position + 8 <= file.Length)
        {
            var header = Bytes(file, 8);
            var type = lengthFirst ? header.AsSpan(4) : header.AsSpan(0, 4);
            using var field = new MemoryStream(header, lengthFirst ? 0 : 4, 4);
            long length = number(field);
            if (type.SequenceEqual(wanted) && length <= BytesMax)
            {
                // Some writers of WebP keep the beginning that only JPEG needs.
                var data = Bytes(file, (int)length);
                return data is [0x45, 0x78, 0x69, 0x66, 0, 0, .. var tiff] ? tiff : data;
            }

            BlockReader.Skip(file, Math.Min(lengthFirst ? length + 4 : length + (length & 1), file.Length - file.Position));
        }

        return null;
    }

    private static byte[] Bytes(Stream file, int count)
    {
        var bytes = new byte[count];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>TIFF 6.0, section 2: a header, then entries of twelve bytes; the orientation is tag 0x0112, a short.</summary>
    private static class TiffOrientation
    {
        private const int Tag = 0x0112;
        private const int EntryBytes = 12;

        public static int Of(ReadOnlySpan<byte> tiff)
        {
            if (tiff.Length < 10 || !(tiff[..2].SequenceEqual("II"u8) || tiff[..2].SequenceEqual("MM"u8)))
            {
                return Upright;
            }

            var little = tiff[0] == 'I';
            var directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
            if (directory > tiff.Length - 2)
            {
                return Upright;
            }

            var entries = tiff[((int)directory + 2)..];
            var count = Math.Min(Short(tiff[(int)directory..], little), entries.Length / EntryBytes);
            for (var entry = 0; entry < count; entry++)
            {
                var fields = entries.Slice(entry * EntryBytes, EntryBytes);
                if (Short(fields, little) == Tag)
                {
                    return Short(fields[8..], little) is >= 1 and <= 8 and var orientation ? orientation : Upright;
                }
            }

            return Upright;
        }

        private static int Short(ReadOnlySpan<byte> bytes, bool little) =>
            little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }
}
