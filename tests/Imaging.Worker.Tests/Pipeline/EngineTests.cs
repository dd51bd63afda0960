using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Worker.Tests.Pipeline;

public sealed class EngineTests : IDisposable
{
    private static readonly ResizePreset Fitted =
        new("fitted", 160, 160, ResizeFit.Fit, [OutputFormat.WebP, OutputFormat.Jpeg, OutputFormat.Png], 80);

    private static readonly ResizePreset Filled = new("filled", 64, 64, ResizeFit.Fill, [OutputFormat.Png], 80);

    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    public static TheoryData<string, string> Formats => new()
    {
        { "jpeg", "image/jpeg" }, { "png", "image/png" }, { "gif", "image/gif" }, { "webp", "image/webp" }, { "bmp", "image/bmp" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_becomes_variants_of_the_right_size_and_type(string format, string contentType)
    {
        using var photo = Pictures.Photo(400, 300);

        var report = bench.Run(photo.Encoded(EncoderOf(format)), contentType, Fitted, Filled);

        Assert.Equal(
            [
                ("fitted.webp", "image/webp", 160, 120), ("fitted.jpg", "image/jpeg", 160, 120), ("fitted.png", "image/png", 160, 120),
                ("filled.png", "image/png", 64, 64),
            ],
            report.Variants.Select(variant => (variant.Name, variant.ContentType, variant.Width, variant.Height)));
        foreach (var variant in report.Variants)
        {
            var written = Image.Identify(variant.FilePath, out var seen);
            Assert.Equal((variant.Width, variant.Height, variant.ContentType), (written.Width, written.Height, seen.DefaultMimeType));
            Assert.Equal(new FileInfo(variant.FilePath).Length, variant.Bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Managed_code_makes_the_same_variants(string format, string contentType)
    {
        using var photo = Pictures.Photo(400, 300);
        using var managed = new Workbench { Library = PixelLibrary.ImageSharp };
        var bytes = photo.Encoded(EncoderOf(format));

        var report = managed.Run(bytes, contentType, Fitted, Filled, new BlurHashPreset(4, 3), new ColourPreset());

        var native = bench.Run(bytes, contentType, Fitted, Filled, new BlurHashPreset(4, 3), new ColourPreset());
        Assert.Equal(
            native.Variants.Select(variant => (variant.Name, variant.ContentType, variant.Width, variant.Height)),
            report.Variants.Select(variant => (variant.Name, variant.ContentType, variant.Width, variant.Height)));
        Assert.Equal(28, report.BlurHash!.Length);
        foreach (var (one, other) in native.Variants.Zip(report.Variants).Where(pair => pair.First.ContentType == "image/png"))
        {
            using var expected = Image.Load<Rgb24>(one.FilePath);
            using var seen = Image.Load<Rgb24>(other.FilePath);
            Assert.InRange(Similarity.Of(expected, seen), 0.97, 1);
        }
    }

    [Theory]
    [InlineData(".gif", "image/gif")]
    [InlineData(".webp", "image/webp")]
    public void An_animation_gives_its_first_frame(string suffix, string contentType)
    {
        var report = bench.Run(Pictures.Animation(suffix, frames: 12), contentType, Fitted with { Formats = [OutputFormat.Png] });

        using var frame = Image.Load<Rgb24>(report.Variants[0].FilePath);
        Assert.Equal((32, 32), (frame.Width, frame.Height));
        Assert.InRange(frame[16, 16].G, 8, 24);
    }

    [Fact]
    public void A_small_picture_is_never_enlarged()
    {
        using var photo = Pictures.Photo(100, 60);

        var report = bench.Run(photo.Encoded(new PngEncoder()), "image/png", Fitted, Filled with { Width = 512, Height = 512 });

        Assert.Equal([(100, 60), (60, 60)], report.Variants.Select(variant => (variant.Width, variant.Height)).Distinct());
    }

    [Fact]
    public void Transparency_stays_where_the_format_has_it_and_is_white_elsewhere()
    {
        using var clear = new Image<Rgba32>(80, 80);

        var report = bench.Run(clear.Encoded(new PngEncoder()), "image/png", Fitted);

        var corners = report.Variants.ToDictionary(variant => variant.ContentType, variant => Corner(variant.FilePath));
        Assert.Equal((0, 0), (corners["image/webp"].A, corners["image/png"].A));
        Assert.Equal(new Rgba32(255, 255, 255, 255), corners["image/jpeg"]);
    }

    [Fact]
    public void A_twelve_megapixel_photo_is_decoded_once_for_all_sizes()
    {
        using var photo = Pictures.Photo(4000, 3000);

        var report = bench.Run(
            photo.Encoded(new JpegEncoder { Quality = 85 }), "image/jpeg",
            Fitted with { Name = "w1600", Width = 1600, Height = 1600 }, Fitted with { Name = "w800", Width = 800, Height = 800 },
            new BlurHashPreset(4, 3));

        Assert.Equal(
            [(1600, 1200), (800, 600)], report.Variants.Select(variant => (variant.Width, variant.Height)).Distinct());
        Assert.Equal(
            ["gate", "load", "decode", "resize w1600", "resize w800", "blurhash"], report.Timings.Select(timing => timing.Step));
    }

    [Fact]
    public void Blurhash_is_that_of_the_reference_for_a_plain_colour()
    {
        // One component: size flag "0", maximum "0", then the average colour in base 83: 0xFF0000 = 16711680.
        Assert.Equal("00TI:j", BlurHash.Encode(Enumerable.Repeat(new byte[] { 255, 0, 0 }, 16).SelectMany(pixel => pixel).ToArray(), 4, 4, 1, 1));
    }

    [Fact]
    public void Blurhash_tells_left_from_right()
    {
        using var photo = Pictures.Photo(200, 100, seed: 5);
        using var mirrored = Pictures.Photo(200, 100, seed: 5, mirrored: true);

        var hashes = new[] { photo, mirrored }
            .Select(picture => bench.Run(picture.Encoded(new PngEncoder()), "image/png", new BlurHashPreset(4, 3)).BlurHash!).ToList();

        Assert.All(hashes, hash => Assert.Equal(28, hash.Length));
        Assert.NotEqual(hashes[0], hashes[1]);
        Assert.Equal(hashes[0][..6], hashes[1][..6], StringComparer.Ordinal);
    }

    private static IImageEncoder EncoderOf(string format) => format switch
    {
        "jpeg" => new JpegEncoder(),
        "png" => new PngEncoder(),
        "gif" => new GifEncoder(),
        "webp" => new WebpEncoder(),
        _ => new BmpEncoder(),
    };

    private static Rgba32 Corner(string path)
    {
        using var picture = Image.Load<Rgba32>(path);
        return picture[0, 0];
    }
}
