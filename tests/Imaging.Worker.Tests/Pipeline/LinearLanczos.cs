using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>The reference: Lanczos of three lobes over linear light, straight from its formula, in double precision.</summary>
internal static class LinearLanczos
{
    private const int Lobes = 3;
    private const int Bands = 3;

    private static readonly double[] Linear = [.. Enumerable.Range(0, 256).Select(value => ToLinear(value / 255.0))];

    public static Image<Rgb24> Resize(Image<Rgb24> source, int width, int height)
    {
        var across = Weights(source.Width, width);
        var down = Weights(source.Height, height);
        var narrow = new double[source.Height * width * Bands];
        source.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < source.Height; y++)
            {
                var row = rows.GetRowSpan(y);
                for (var x = 0; x < width; x++)
                {
                    var (red, green, blue) = (0.0, 0.0, 0.0);
                    foreach (var (at, weight) in across[x])
                    {
                        red += weight * Linear[row[at].R];
                        green += weight * Linear[row[at].G];
                        blue += weight * Linear[row[at].B];
                    }

                    var place = ((y * width) + x) * Bands;
                    (narrow[place], narrow[place + 1], narrow[place + 2]) = (red, green, blue);
                }
            }
        });
        var result = new Image<Rgb24>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var column = x;
                result[x, y] = new(Sum(down[y], column, 0), Sum(down[y], column, 1), Sum(down[y], column, 2));
            }
        }

        return result;

        byte Sum((int At, double Weight)[] weights, int x, int band) =>
            ToByte(weights.Sum(tap => tap.Weight * narrow[(((tap.At * width) + x) * Bands) + band]));
    }

    private static (int At, double Weight)[][] Weights(int from, int to)
    {
        var scale = Math.Max(1, (double)from / to);
        return [.. Enumerable.Range(0, to).Select(target =>
        {
            var centre = ((target + 0.5) * from / to) - 0.5;
            var taps = Enumerable.Range((int)Math.Ceiling(centre - (Lobes * scale)), (int)(2 * Lobes * scale) + 1)
                .Select(at => (At: Math.Clamp(at, 0, from - 1), Weight: Lanczos((at - centre) / scale))).ToArray();
            var sum = taps.Sum(tap => tap.Weight);
            return taps.Select(tap => (tap.At, tap.Weight / sum)).ToArray();
        })];
    }

    private static double Lanczos(double x) => x == 0 ? 1 : Math.Abs(x) >= Lobes ? 0
        : Lobes * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / Lobes) / (Math.PI * Math.PI * x * x);

    private static double ToLinear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static byte ToByte(double linear)
    {
        var value = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (value <= 0.0031308 ? value * 12.92 : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055));
    }
}
