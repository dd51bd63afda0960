using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace EndToEnd.Imaging;

/// <summary>Pictures that are made, not kept: each seed another one.</summary>
internal static class Photos
{
    public static byte[] Jpeg(int width, int height, int seed)
    {
        var random = new Random(seed);
        var (red, blue) = (random.Next(256), random.Next(256));
        using var picture = new Image<Rgb24>(width, height);
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                var row = rows.GetRowSpan(y);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = new Rgb24((byte)(red + (x / 4) + random.Next(12)), (byte)((y / 3) + random.Next(12)), (byte)(blue + random.Next(12)));
                }
            }
        });
        using var file = new MemoryStream();
        picture.Save(file, new JpegEncoder());
        return file.ToArray();
    }
}
