namespace Imaging.Worker.Pipeline.Gate;

/// <summary>GIF89a, section 17 on: blocks that begin with an introducer and end with an empty sub-block.</summary>
internal static class GifFrames
{
    private const int HeaderBytes = 10;
    private const int ImageSeparator = 0x2C;
    private const int ExtensionIntroducer = 0x21;
    private const int Trailer = 0x3B;

    public static int Count(Stream file, int limit)
    {
        BlockReader.Skip(file, HeaderBytes);
        var screen = BlockReader.Byte(file);
        BlockReader.Skip(file, 2 + ColourTableBytes(screen));

        var frames = 0;
        while (frames <= limit && file.ReadByte() is var introducer and not Trailer)
        {
            switch (introducer)
            {
                case ImageSeparator:
                    BlockReader.Skip(file, 8);
                    BlockReader.Skip(file, ColourTableBytes(BlockReader.Byte(file)));
                    BlockReader.Skip(file, 1);
                    SkipSubBlocks(file);
                    frames++;
                    break;
                case ExtensionIntroducer:
                    BlockReader.Skip(file, 1);
                    SkipSubBlocks(file);
                    break;
                default:
                    // Many writers forget the trailer or pad behind it: what stands between blocks ends the walk, as in browsers.
                    return frames > 0 ? frames : throw new EndOfStreamException();
            }
        }

        return frames > 0 ? frames : throw new EndOfStreamException();
    }

    private static int ColourTableBytes(int flags) => (flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 0x07));

    private static void SkipSubBlocks(Stream file)
    {
        while (BlockReader.Byte(file) is > 0 and var length)
        {
            BlockReader.Skip(file, length);
        }
    }
}
