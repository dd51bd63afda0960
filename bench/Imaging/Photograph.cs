using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Bench.Imaging;

/// <summary>
/// A picture that costs a decoder and an encoder what a photograph does: smooth light, structure of every size, hard edges, and the
/// grain of a sensor. The same for the same seed.
/// </summary>
internal static class Photograph
{
    /// <summary>What cameras write: a 12-megapixel picture takes 3 to 5 MB.</summary>
    private const int Quality = 90;
    private const int ObjectCount = 160;
    private const int GrainLength = 1 << 14;

    /// <summary>Draws and encodes a picture of <paramref name="width"/> x <paramref name="height"/> pixels.</summary>
    public static byte[] Jpeg(int width, int height, int seed)
    {
        using var picture = Image.LoadPixelData<Rgb24>(Draw(width, height, seed), width, height);
        using var file = new MemoryStream();
        picture.SaveAsJpeg(file, new JpegEncoder { Quality = Quality, ColorType = JpegColorType.YCbCrRatio420 });
        return file.ToArray();
    }

    private static byte[] Draw(int width, int height, int seed)
    {
        var random = new Random(seed);
        var texture = new CloudTexture(random);
        var grain = new byte[GrainLength];
        random.NextBytes(grain);
        var (red, green, blue) = (random.Next(60, 140), random.Next(70, 150), random.Next(90, 190));
        var pixels = new byte[3 * width * height];
        Parallel.For(0, height, y =>
        {
            var row = pixels.AsSpan(3 * y * width, 3 * width);
            var light = 60.0 * y / height;
            // A row of grain begins anywhere, so that no pattern stands across rows.
            var offset = unchecked((int)((uint)(y + 1) * 2_654_435_761)) & (GrainLength - 1);
            for (var x = 0; x < width; x++)
            {
                var noise = (grain[(offset + x) & (GrainLength - 1)] - 128) / 12;
                var structure = texture.At((double)x / width, (double)y / height) + light + noise;
                (row[3 * x], row[(3 * x) + 1], row[(3 * x) + 2]) = (Byte(red + structure), Byte(green + structure), Byte(blue + (structure * 0.7)));
            }
        });
        AddObjects(pixels, width, height, random);
        return pixels;
    }

    /// <summary>Ellipses that let the structure below show: leaves, stones, faces have hard edges and a skin.</summary>
    private static void AddObjects(byte[] pixels, int width, int height, Random random)
    {
        for (var index = 0; index < ObjectCount; index++)
        {
            var (across, down) = (random.Next(width / 80, width / 12), random.Next(height / 80, height / 12));
            var (left, top) = (random.Next(width - (2 * across)), random.Next(height - (2 * down)));
            var (red, green, blue) = (random.Next(-70, 70), random.Next(-70, 70), random.Next(-70, 70));
            for (var y = -down; y < down; y++)
            {
                var half = (int)(across * Math.Sqrt(1 - ((double)y * y / (down * down))));
                var start = 3 * (((top + down + y) * width) + left + across - half);
                var row = pixels.AsSpan(start, 3 * 2 * half);
                for (var x = 0; x < row.Length; x += 3)
                {
                    (row[x], row[x + 1], row[x + 2]) = (Byte(row[x] + red), Byte(row[x + 1] + green), Byte(row[x + 2] + blue));
                }
            }
        }
    }

    private static byte Byte(double value) => (byte)Math.Clamp(value, 0, 255);
}
