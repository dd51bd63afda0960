namespace Imaging.Worker.Pipeline.Gate;

/// <summary>RIFF chunks: <c>ANMF</c> is a frame; a still image has none.</summary>
internal static class WebPFrames
{
    private const uint Riff = 0x46464952;
    private const uint Anmf = 0x464D4E41;
    private const int ChunkHeaderBytes = 8;

    public static int Count(Stream file, int limit)
    {
        if (BlockReader.LittleEndian32(file) != Riff)
        {
            throw new EndOfStreamException();
        }

        var end = ChunkHeaderBytes + (long)BlockReader.LittleEndian32(file);
        if (end > file.Length)
        {
            throw new EndOfStreamException();
        }

        BlockReader.Skip(file, sizeof(uint));
        var frames = 0;
        while (frames <= limit && file.Position + ChunkHeaderBytes <= end)
        {
            var type = BlockReader.LittleEndian32(file);
            var length = BlockReader.LittleEndian32(file);
            frames += type == Anmf ? 1 : 0;

            // Chunks are padded to an even length; the last one's padding is sometimes forgotten.
            var padded = (long)length + (length & 1);
            BlockReader.Skip(file, Math.Min(padded, Math.Max(length, file.Length - file.Position)));
        }

        return Math.Max(frames, 1);
    }
}
