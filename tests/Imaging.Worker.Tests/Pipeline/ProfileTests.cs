using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using NetVips;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>Colours of a wide profile: converted, or kept together with it.</summary>
public sealed class ProfileTests : IDisposable
{
    private static readonly ResizePreset All =
        new("made", 32, 32, ResizeFit.Fit, [OutputFormat.Png, OutputFormat.Jpeg, OutputFormat.WebP], 95);

    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Colours_become_srgb_and_the_profile_goes()
    {
        var report = PixelEngine.Run(bench.Job(Wide(), "image/png", new(), [All, new ColourPreset()]), null);

        foreach (var variant in report.Variants)
        {
            using var seen = Open(variant.FilePath);
            Assert.False(seen.Contains("icc-profile-data"), variant.Name);
            AssertNear([200, 100, 50], seen.Getpoint(16, 16), 6);
        }
    }

    [Fact]
    public void Colours_stay_and_the_profile_with_them_where_the_preset_keeps_it()
    {
        var wide = Wide();
        using var source = Image.PngloadBuffer(wide);

        var report = PixelEngine.Run(
            bench.Job(wide, "image/png", new(), [All, new ColourPreset()]) with { Profile = ColourProfile.Keep }, null);

        foreach (var variant in report.Variants)
        {
            using var seen = Open(variant.FilePath);
            Assert.Equal((byte[])source.Get("icc-profile-data"), (byte[])seen.Get("icc-profile-data"));
            AssertNear(source.Getpoint(16, 16), seen.Getpoint(16, 16), 6);
        }

        // What programs without profiles are told is sRGB all the same.
        AssertNear([200, 100, 50], [.. Convert.FromHexString(report.Colour![1..]).Select(value => (double)value)], 6);
    }

    [Theory]
    [InlineData(Enums.Interpretation.Bw, 1)]
    [InlineData(Enums.Interpretation.Srgb, 3)]
    public void Numbers_without_a_profile_stay_what_they_are(Enums.Interpretation interpretation, int bands)
    {
        Vips.Configure();
        double[] numbers = bands == 1 ? [100, 100, 100] : [200, 100, 50];
        using var plain = Image.Black(32, 32, bands: bands) + numbers.Take(bands).Select(number => (int)number).ToArray();
        using var picture = plain.Cast(Enums.BandFormat.Uchar).Copy(interpretation: interpretation);

        var report = PixelEngine.Run(bench.Job(picture.PngsaveBuffer(), "image/png", new(), [All]), null);

        using var seen = Open(report.Variants[0].FilePath);
        Assert.Equal(numbers, seen.Getpoint(16, 16));
    }

    [Fact]
    public void Bytes_that_only_lie_in_the_place_of_a_profile_are_not_kept()
    {
        Vips.Configure();
        using var plain = Image.Black(32, 32, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var lying = plain.Mutate(image => image.Set(GValue.BlobType, "icc-profile-data", "52.52N 13.40E SERIAL-424242"u8.ToArray()));

        var report = PixelEngine.Run(
            bench.Job(lying.WebpsaveBuffer(lossless: true), "image/webp", new(), [All]) with { Profile = ColourProfile.Keep }, null);

        Assert.All(report.Variants, variant =>
            Assert.DoesNotContain("SERIAL-424242", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(variant.FilePath)), StringComparison.Ordinal));
    }

    /// <summary>sRGB (200, 100, 50), written in the numbers of Display P3.</summary>
    private static byte[] Wide()
    {
        Vips.Configure();
        using var plain = Image.Black(32, 32, bands: 3) + new[] { 200, 100, 50 };
        using var srgb = plain.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        using var wide = srgb.IccTransform("p3", inputProfile: "srgb");
        return wide.PngsaveBuffer();
    }

    private static Image Open(string path) => Path.GetExtension(path) switch
    {
        ".png" => Image.Pngload(path),
        ".jpg" => Image.Jpegload(path),
        _ => Image.Webpload(path),
    };

    private static void AssertNear(double[] expected, double[] seen, double tolerance) =>
        Assert.True(expected.Zip(seen).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance), $"{string.Join(", ", seen)} instead of {string.Join(", ", expected)}");
}
