using Imaging.Worker.Pipeline.Engine;
using NetVips;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using Image = SixLabors.ImageSharp.Image;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>Pictures made by a seed: the same bytes on every machine, no files from elsewhere.</summary>
internal static class Pictures
{
    /// <summary>Like a photo: a sky that brightens, soft hills, grain. <paramref name="mirrored"/> flips it left to right.</summary>
    public static Image<Rgb24> Photo(int width, int height, int seed = 1, bool mirrored = false)
    {
        var random = new Random(seed);
        var (tone, hills, phase) = (random.Next(60, 180), random.NextDouble() * 6 + 2, random.NextDouble() * 6);
        var grain = new byte[4096];
        random.NextBytes(grain);
        var across = Enumerable.Range(0, width).Select(x => (double)(mirrored ? width - 1 - x : x) / width).ToArray();
        var ridges = across.Select(x => 0.55 + (0.2 * Math.Sin((x * hills) + phase)) + (0.05 * Math.Sin(x * hills * 5))).ToArray();
        var picture = new Image<Rgb24>(width, height);
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < height; y++)
            {
                var row = rows.GetRowSpan(y);
                var down = (double)y / height;
                for (var x = 0; x < width; x++)
                {
                    var noise = (grain[((y * 131) + (mirrored ? width - 1 - x : x)) & 4095] - 128) / 12;
                    row[x] = down < ridges[x]
                        ? Colour(tone * 0.5 + (down * 120), tone + (down * 60), 255 - (down * 40), noise)
                        : Colour(40 + (across[x] * tone), 120 - (down * 50), 30 + (tone * 0.2), noise);
                }
            }
        });
        return picture;
    }

    /// <summary>Nothing like <see cref="Photo"/>: a board of many coloured squares with dark lines.</summary>
    public static Image<Rgb24> Board(int width, int height, int seed)
    {
        var random = new Random(seed);
        var colours = Enumerable.Range(0, 64).Select(_ => new Rgb24((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256))).ToArray();
        var picture = new Image<Rgb24>(width, height);
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < height; y++)
            {
                var row = rows.GetRowSpan(y);
                for (var x = 0; x < width; x++)
                {
                    var (column, line) = (8 * x / width, 8 * y / height);
                    row[x] = 8 * x % width < 16 || 8 * y % height < 16 ? new Rgb24(10, 10, 10) : colours[(line * 8) + column];
                }
            }
        });
        return picture;
    }

    /// <summary>The photo's bytes in a format, with GPS, serial number and orientation where asked for.</summary>
    public static byte[] Encoded(this Image picture, IImageEncoder encoder, ushort orientation = 0)
    {
        if (orientation > 0)
        {
            var exif = new ExifProfile();
            exif.SetValue(ExifTag.Orientation, orientation);
            exif.SetValue(ExifTag.GPSLatitudeRef, "N");
            exif.SetValue(ExifTag.GPSLatitude, [new Rational(52, 1), new Rational(31, 1), new Rational(12, 1)]);
            exif.SetValue(ExifTag.Make, "GpsCameraMaker");
            exif.SetValue(ExifTag.SerialNumber, "SERIAL-424242");
            picture.Metadata.ExifProfile = exif;
        }

        using var bytes = new MemoryStream();
        picture.Save(bytes, encoder);
        return bytes.ToArray();
    }

    /// <summary>An animation of grey frames, by libvips.</summary>
    public static byte[] Animation(string suffix, int frames)
    {
        Vips.Configure();
        using var strip = NetVips.Image.Black(32, 32 * frames) + 0;
        using var grey = ((strip + NetVips.Image.Xyz(32, 32 * frames)[1]) % 251).Cast(Enums.BandFormat.Uchar);
        using var colour = grey.Bandjoin(grey, grey).Copy(interpretation: Enums.Interpretation.Srgb);
        using var paged = colour.Mutate(mutable =>
        {
            mutable.Set(GValue.GIntType, "page-height", 32);
            mutable.Set(GValue.ArrayIntType, "delay", Enumerable.Repeat(100, frames).ToArray());
        });
        return paged.WriteToBuffer(suffix);
    }

    /// <summary>One colour.</summary>
    public static Image<Rgb24> Plain(int width, int height, Rgb24 colour) => new(width, height, colour);

    /// <summary>Left half of one colour, right half of another.</summary>
    public static Image<Rgb24> Halves(int width, int height, Rgb24 left, Rgb24 right)
    {
        var picture = new Image<Rgb24>(width, height, left);
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < height; y++)
            {
                rows.GetRowSpan(y)[(width / 2)..].Fill(right);
            }
        });
        return picture;
    }

    private static Rgb24 Colour(double red, double green, double blue, int noise) =>
        new(Byte(red + noise), Byte(green + noise), Byte(blue + noise));

    private static byte Byte(double value) => (byte)Math.Clamp(value, 0, 255);
}
