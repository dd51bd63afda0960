namespace Imaging.Worker.Pipeline.Engine;

/// <summary>The encoder of blurha.sh: a few cosine components of the picture in linear light, in base 83.</summary>
internal static class BlurHash
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
    private const int Steps = 9;

    private static readonly double[] Linear = [.. Enumerable.Range(0, 256).Select(value => ToLinear(value / 255.0))];

    /// <param name="rgb">Three bytes per pixel, row by row.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="componentsX">1 to 9.</param>
    /// <param name="componentsY">1 to 9.</param>
    public static string Encode(ReadOnlySpan<byte> rgb, int width, int height, int componentsX, int componentsY)
    {
        var factors = new (double Red, double Green, double Blue)[componentsX * componentsY];
        for (var y = 0; y < componentsY; y++)
        {
            for (var x = 0; x < componentsX; x++)
            {
                factors[(y * componentsX) + x] = Factor(rgb, width, height, x, y);
            }
        }

        // size flag, largest value, average colour, then two digits for each component
        var strongest = factors.Skip(1).Select(factor => Math.Max(Math.Abs(factor.Red), Math.Max(Math.Abs(factor.Green), Math.Abs(factor.Blue))))
            .DefaultIfEmpty(0).Max();
        var level = factors.Length > 1 ? Math.Clamp((int)Math.Floor((strongest * 166) - 0.5), 0, 82) : 0;
        var range = factors.Length > 1 ? (level + 1) / 166.0 : 1;
        return string.Concat(
        [
            Base83(componentsX - 1 + ((componentsY - 1) * Steps), 1),
            Base83(level, 1),
            Base83((ToByte(factors[0].Red) << 16) + (ToByte(factors[0].Green) << 8) + ToByte(factors[0].Blue), 4),
            .. factors.Skip(1).Select(factor => Base83(
                (((Quantised(factor.Red, range) * 19) + Quantised(factor.Green, range)) * 19) + Quantised(factor.Blue, range), 2)),
        ]);
    }

    private static (double Red, double Green, double Blue) Factor(ReadOnlySpan<byte> rgb, int width, int height, int x, int y)
    {
        double red = 0, green = 0, blue = 0;
        for (var row = 0; row < height; row++)
        {
            var down = Math.Cos(Math.PI * y * row / height);
            for (var column = 0; column < width; column++)
            {
                var basis = Math.Cos(Math.PI * x * column / width) * down;
                var pixel = rgb.Slice(3 * ((row * width) + column), 3);
                red += basis * Linear[pixel[0]];
                green += basis * Linear[pixel[1]];
                blue += basis * Linear[pixel[2]];
            }
        }

        var scale = (x == 0 && y == 0 ? 1.0 : 2.0) / (width * height);
        return (red * scale, green * scale, blue * scale);
    }

    private static int Quantised(double value, double range)
    {
        var share = value / range;
        return Math.Clamp((int)Math.Floor((Math.Sign(share) * Math.Sqrt(Math.Abs(share)) * Steps) + Steps + 0.5), 0, 18);
    }

    private static string Base83(int value, int length) => string.Create(length, value, static (text, rest) =>
    {
        for (var digit = text.Length - 1; digit >= 0; digit--)
        {
            text[digit] = Digits[rest % Digits.Length];
            rest /= Digits.Length;
        }
    });

    private static double ToLinear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static int ToByte(double linear)
    {
        var value = Math.Clamp(linear, 0, 1);
        return (int)((value <= 0.0031308 ? value * 12.92 : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055) * 255 + 0.5);
    }
}
