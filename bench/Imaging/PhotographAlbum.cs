namespace Bench.Imaging;

/// <summary>Photographs of one size that are handed out in turn, each time as other bytes.</summary>
internal sealed class PhotographAlbum
{
    private readonly byte[][] photographs;
    private int next = -1;

    private PhotographAlbum(byte[][] photographs) => this.photographs = photographs;

    /// <summary>Mean length of a file, bytes.</summary>
    public double BytesMean => photographs.Average(photograph => (double)photograph.Length);

    /// <summary>Draws <paramref name="count"/> different photographs.</summary>
    public static PhotographAlbum Draw(int width, int height, int count, int seed) =>
        new([.. Enumerable.Range(0, count).Select(index => Photograph.Jpeg(width, height, seed + index))]);

    /// <summary>The next one, as nobody has seen it before.</summary>
    public UniqueJpeg Next() =>
        new(photographs[(Interlocked.Increment(ref next) & int.MaxValue) % photographs.Length], Guid.NewGuid());

    /// <summary>Writes the photographs to <paramref name="folder"/> and answers their paths.</summary>
    public IReadOnlyList<string> WriteTo(string folder)
    {
        var paths = photographs.Select((_, index) => Path.Combine(folder, $"photograph-{index}.jpg")).ToArray();
        for (var index = 0; index < paths.Length; index++)
        {
            File.WriteAllBytes(paths[index], photographs[index]);
        }

        return paths;
    }
}
