using System.IO.Compression;
using Imaging.Worker.Pipeline.Gate;

namespace Imaging.Worker.Pipeline.Engine.Managed;

/// <summary>
/// ImageSharp fills what a truncated file lacks and says nothing, where libvips refuses. Of the two formats that the gate's walkers
/// cannot judge by their blocks, this looks whether the pixels are there.
/// </summary>
internal static class PixelsPresent
{
    private const int TailBytes = 64 << 10;
    private const int BufferBytes = 64 << 10;
    private const uint Header = 0x49484452;
    private const uint Data = 0x49444154;
    private const uint End = 0x49454E44;

    /// <exception cref="ImageRejectedException">With code <c>image-corrupt</c>.</exception>
    public static void Check(string path, string format)
    {
        using var file = File.OpenRead(path);
        var whole = format switch
        {
            "jpeg" => HasEndOfImage(file),
            "png" => HasRows(file),
            _ => true,
        };
        if (!whole)
        {
            throw new ImageRejectedException(PipelineErrorCodes.ImageCorrupt, $"The {format} file is truncated.");
        }
    }

    /// <summary>FF D9 stands behind the pixels; some cameras pad behind that.</summary>
    private static bool HasEndOfImage(FileStream file)
    {
        file.Position = Math.Max(0, file.Length - TailBytes);
        var tail = new byte[file.Length - file.Position];
        file.ReadExactly(tail);
        return tail.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xD9]) >= 0;
    }

    /// <summary>Unpacks the rows and throws them away: their bytes must be as many as the header promises.</summary>
    private static bool HasRows(FileStream file)
    {
        using var packed = new ChunkData(file);
        using var rows = new ZLibStream(packed, CompressionMode.Decompress);
        var buffer = new byte[BufferBytes];
        long seen = 0;
        try
        {
            while (seen < packed.RowBytes && rows.Read(buffer) is > 0 and var read)
            {
                seen += read;
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return seen >= packed.RowBytes;
    }

    /// <summary>What lies in the IDAT chunks, one after another.</summary>
    private sealed class ChunkData : Stream
    {
        private readonly FileStream file;
        private long left;
        private bool ended;

        public ChunkData(FileStream file)
        {
            this.file = file;
            file.Position = 8;
            RowBytes = ReadHeader();
        }

        /// <summary>Bytes of all unpacked rows, each with its filter; at least those of an interlaced picture.</summary>
        public long RowBytes { get; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            while (left == 0 && !ended)
            {
                Next();
            }

            var read = ended ? 0 : file.Read(buffer, offset, (int)Math.Min(count, left));
            left -= read;
            if (left == 0 && !ended)
            {
                BlockReader.Skip(file, 4);
            }

            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private long ReadHeader()
        {
            if (BlockReader.BigEndian32(file) < 13 || BlockReader.BigEndian32(file) != Header)
            {
                throw new ImageRejectedException(PipelineErrorCodes.ImageCorrupt, "The png file does not begin with its header.");
            }

            long width = BlockReader.BigEndian32(file), height = BlockReader.BigEndian32(file);
            var (depth, colour) = (BlockReader.Byte(file), BlockReader.Byte(file));
            var channels = colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
            file.Position = 8;
            return height * (1 + (((width * depth * channels) + 7) / 8));
        }

        private void Next()
        {
            var length = BlockReader.BigEndian32(file);
            var type = BlockReader.BigEndian32(file);
            if (type == End)
            {
                ended = true;
            }
            else if (type == Data)
            {
                left = length;
                if (length == 0)
                {
                    BlockReader.Skip(file, 4);
                }
            }
            else
            {
                BlockReader.Skip(file, (long)length + 4);
            }
        }
    }
}
