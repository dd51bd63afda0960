namespace Imaging.Worker.Pipeline.Gate;

/// <summary>
/// Scans of a progressive JPEG. Each walks every block of the picture, and one that changes nothing takes a few bytes: a file of
/// some kilobytes keeps a decoder busy for minutes. Honest files have about ten.
/// </summary>
internal static class JpegScans
{
    private const int ScansMax = 100;
    private const int BufferBytes = 64 << 10;
    private const byte StartOfScan = 0xDA;

    /// <summary>Counts FF DA, which entropy-coded data never holds; in metadata it is rare, and never a hundred times.</summary>
    /// <exception cref="ImageRejectedException">There are too many.</exception>
    public static void Refuse(Stream file)
    {
        var buffer = new byte[BufferBytes];
        var scans = 0;
        var afterFill = false;
        while (file.Read(buffer) is > 0 and var read)
        {
            var bytes = buffer.AsSpan(0, read);
            scans += (afterFill && bytes[0] == StartOfScan ? 1 : 0) + bytes.Count([(byte)0xFF, StartOfScan]);
            afterFill = bytes[^1] == 0xFF;
        }

        if (scans > ScansMax)
        {
            throw new ImageRejectedException(PipelineErrorCodes.TooManyScans, $"The JPEG has {scans} scans; allowed: {ScansMax}.");
        }
    }
}
