namespace Imaging.Worker.Pipeline.Gate;

/// <summary>PNG chunks up to <c>IEND</c>: with <c>acTL</c> it is an animation, and each <c>fcTL</c> is a frame.</summary>
internal static class PngFrames
{
    private const int SignatureBytes = 8;
    private const int ChecksumBytes = 4;
    private const uint AnimationControl = 0x6163544C;
    private const uint FrameControl = 0x6663544C;
    private const uint End = 0x49454E44;

    public static int Count(Stream file, int limit)
    {
        BlockReader.Skip(file, SignatureBytes);
        var animated = false;
        var frames = 0;
        while (frames <= limit)
        {
            var length = BlockReader.BigEndian32(file);
            var type = BlockReader.BigEndian32(file);
            BlockReader.Skip(file, (long)length + ChecksumBytes);
            animated |= type == AnimationControl;
            frames += type == FrameControl ? 1 : 0;
            if (type == End)
            {
                break;
            }
        }

        return animated ? Math.Max(frames, 1) : 1;
    }
}
