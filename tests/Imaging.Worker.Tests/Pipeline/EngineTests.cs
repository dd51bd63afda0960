using System.Text;
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
using SixLabors.ImageSharp.Processing;

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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Each_orientation_is_applied_to_the_pixel(ushort orientation)
    {
        // The stored picture is what a camera held in that way would write; upright, it is the same in all eight.
        using var upright = Corners(60, 40);
        using var stored = upright.Clone(context => Undo(context, orientation));
        var jpeg = stored.Encoded(new JpegEncoder { Quality = 100 }, orientation);

        var report = bench.Run(jpeg, "image/jpeg", Fitted with { Formats = [OutputFormat.Png] });

        Assert.Equal((60, 40), (report.Source.Width, report.Source.Height));
        using var seen = Image.Load<Rgb24>(report.Variants[0].FilePath);
        Assert.Equal((60, 40), (seen.Width, seen.Height));
        Assert.InRange(LargestDifference(upright, seen), 0, 12);
    }

    [Fact]
    public void Nothing_that_the_camera_wrote_leaves_in_any_format()
    {
        using var photo = Pictures.Photo(400, 300);
        var source = photo.Encoded(new JpegEncoder(), orientation: 6);
        Assert.Contains("GpsCameraMaker", Encoding.Latin1.GetString(source), StringComparison.Ordinal);

        var report = bench.Run(source, "image/jpeg", Fitted);

        foreach (var variant in report.Variants)
        {
            var bytes = Encoding.Latin1.GetString(File.ReadAllBytes(variant.FilePath));
            Assert.All(
                new[] { "GpsCameraMaker", "SERIAL-424242", "Exif", "EXIF", "eXIf", "http://ns.adobe.com", "ICC_PROFILE" },
                word => Assert.DoesNotContain(word, bytes, StringComparison.Ordinal));
            Assert.Null(Image.Load(variant.FilePath).Metadata.ExifProfile);
        }
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

    /// <summary>Four corners of four colours: no two of the eight orientations look alike.</summary>
    private static Image<Rgb24> Corners(int width, int height)
    {
        var picture = new Image<Rgb24>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                picture[x, y] = new((byte)(200 * x / width), (byte)(200 * y / height), (byte)(x < width / 2 == y < height / 2 ? 60 : 120));
            }
        }

        return picture;
    }

    /// <summary>The inverse of what EXIF asks a viewer to do.</summary>
    private static void Undo(IImageProcessingContext context, ushort orientation) => _ = orientation switch
    {
        2 => context.Flip(FlipMode.Horizontal),
        3 => context.Rotate(RotateMode.Rotate180),
        4 => context.Flip(FlipMode.Vertical),
        5 => context.Rotate(RotateMode.Rotate90).Flip(FlipMode.Horizontal),
        6 => context.Rotate(RotateMode.Rotate270),
        7 => context.Rotate(RotateMode.Rotate270).Flip(FlipMode.Horizontal),
        8 => context.Rotate(RotateMode.Rotate90),
        _ => context,
    };

    private static int LargestDifference(Image<Rgb24> expected, Image<Rgb24> seen) =>
        (from y in Enumerable.Range(0, expected.Height)
         from x in Enumerable.Range(0, expected.Width)
         // The one vertical and one horizontal edge may ring by JPEG's blocks of chroma.
         where Math.Abs(x - (expected.Width / 2)) > 8 && Math.Abs(y - (expected.Height / 2)) > 8
         let a = expected[x, y]
         let b = seen[x, y]
         select Math.Max(Math.Abs(a.R - b.R), Math.Max(Math.Abs(a.G - b.G), Math.Abs(a.B - b.B)))).Max();

    private static Rgba32 Corner(string path)
    {
        using var picture = Image.Load<Rgba32>(path);
        return picture[0, 0];
    }
}
