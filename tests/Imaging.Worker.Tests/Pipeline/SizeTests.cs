using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>What each way to make a size does to the pixels, with both engines.</summary>
public sealed class SizeTests : IDisposable
{
    private static readonly Rgb24 Red = new(200, 20, 20);
    private static readonly Rgb24 Green = new(20, 180, 20);
    private static readonly ResizePreset Png = new("made", 40, 40, ResizeFit.Fit, [OutputFormat.Png], 80);
    private readonly List<Workbench> benches = [];

    public void Dispose() => benches.ForEach(bench => bench.Dispose());

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public void A_crop_cuts_at_its_gravity_and_never_scales(string library)
    {
        using var halves = Pictures.Halves(200, 100, Red, Green);

        var crop = Png with { Fit = ResizeFit.Crop, Width = 60, Height = 40 };
        using var west = Made(library, halves, crop with { Gravity = Gravity.West });
        using var east = Made(library, halves, crop with { Gravity = Gravity.NorthEast });
        using var large = Made(library, halves, crop with { Width = 500, Height = 50 });

        Assert.Equal((60, 40, Red), (west.Width, west.Height, west[59, 39]));
        Assert.Equal((60, 40, Green), (east.Width, east.Height, east[0, 0]));
        Assert.Equal((200, 50), (large.Width, large.Height));
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public void Effort_decides_how_webp_is_written(string library)
    {
        var bench = new Workbench { Library = Enum.Parse<PixelLibrary>(library) };
        benches.Add(bench);
        using var photo = Pictures.Photo(640, 480);
        var size = new ResizePreset("made", 640, 640, ResizeFit.Fit, [OutputFormat.WebP], 80);

        var written = bench.Run(
            photo.Encoded(new PngEncoder()), "image/png", size with { Name = "little", Effort = 0 }, size with { Name = "much", Effort = 6 });

        Assert.NotEqual(written.Variants[0].Bytes, written.Variants[1].Bytes);
        // ImageSharp's effort buys quality rather than bytes.
        Assert.True(
            library != "Libvips" || written.Variants[0].Bytes > written.Variants[1].Bytes,
            $"{written.Variants[0].Bytes} bytes with little effort, {written.Variants[1].Bytes} with much");
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public void A_fill_keeps_what_its_gravity_names(string library)
    {
        using var halves = Pictures.Halves(200, 100, Red, Green);

        using var west = Made(library, halves, Png with { Fit = ResizeFit.Fill, Gravity = Gravity.West });
        using var east = Made(library, halves, Png with { Fit = ResizeFit.Fill, Gravity = Gravity.East });

        Assert.Equal((40, 40, Red, Green), (west.Width, west.Height, west[5, 20], east[35, 20]));
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public void A_pad_is_exactly_its_box_also_of_a_small_picture(string library)
    {
        using var wide = Pictures.Plain(80, 40, Red);
        using var small = Pictures.Plain(10, 10, Green);

        var pad = Png with { Fit = ResizeFit.Pad, Background = "#102030" };
        using var padded = Made(library, wide, pad);
        using var tiny = Made(library, small, pad);

        Assert.Equal((40, 40, new Rgb24(16, 32, 48), Red), (padded.Width, padded.Height, padded[20, 2], padded[20, 20]));
        Assert.Equal((40, 40, new Rgb24(16, 32, 48), Green), (tiny.Width, tiny.Height, tiny[12, 12], tiny[20, 20]));
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public void A_transparent_pad_is_clear_where_the_format_can_and_white_where_it_cannot(string library)
    {
        using var wide = Pictures.Plain(80, 40, Red);

        var report = Run(library, wide, Png with { Fit = ResizeFit.Pad, Background = null, Formats = [OutputFormat.Png, OutputFormat.Jpeg] });

        using var png = Image.Load<Rgba32>(report.Variants[0].FilePath);
        using var jpeg = Image.Load<Rgb24>(report.Variants[1].FilePath);
        Assert.Equal((0, 255), (png[20, 2].A, png[20, 20].A));
        Assert.InRange(jpeg[20, 2].G, 250, 255);
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public void Each_density_is_a_file_unless_a_small_picture_cannot_serve_it(string library)
    {
        using var photo = Pictures.Photo(100, 50);

        var report = Run(library, photo, Png with { Densities = [1, 2, 3, 4], Set = "made" });

        Assert.Equal(
            [("made-1x.png", 40, 20, 1), ("made-2x.png", 80, 40, 2), ("made-3x.png", 100, 50, 3)],
            report.Variants.Select(variant => (variant.Name, variant.Width, variant.Height, variant.Density)));
        Assert.Equal(
            [new SrcSet("made", "image/png", "made-1x.png 1x, made-2x.png 2x, made-3x.png 3x")], SrcSet.Of(report.Variants));
    }

    [Fact]
    public void A_set_of_widths_is_one_line_per_type()
    {
        using var photo = Pictures.Photo(300, 200);
        var fitted = Png with { Set = "fit", Formats = [OutputFormat.WebP, OutputFormat.Png] };

        var report = Run("Libvips", photo, fitted with { Name = "large", Width = 200, Height = 200 }, fitted with { Name = "small" });

        Assert.Equal(
            [
                new SrcSet("fit", "image/webp", "small.webp 40w, large.webp 200w"), new SrcSet("fit", "image/png", "small.png 40w, large.png 200w"),
            ],
            SrcSet.Of(report.Variants));
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public void Only_who_asks_for_it_is_enlarged(string library)
    {
        using var small = Pictures.Photo(20, 10);

        using var enlarged = Made(library, small, Png with { Enlarge = true });
        using var kept = Made(library, small, Png);

        Assert.Equal(((40, 20), (20, 10)), ((enlarged.Width, enlarged.Height), (kept.Width, kept.Height)));
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public void A_watermark_lies_in_its_corner_and_only_on_sizes_that_are_wide_enough(string library)
    {
        var bench = Bench(library);
        using var mark = Pictures.Plain(40, 20, new(255, 0, 255));
        mark.SaveAsPng(Path.Combine(bench.Path, "mark.png"));
        using var photo = Pictures.Plain(400, 200, new(0, 100, 0));
        var step = new WatermarkPreset("mark.png", "", Gravity.SouthEast, Share: 0.25, Margin: 0.1, Opacity: 0.5, WidthMin: 100);

        var report = bench.Run(
            photo.Encoded(new PngEncoder()), "image/png", Png with { Name = "large", Width = 200, Height = 200 }, Png with { Name = "small" }, step);

        using var large = Image.Load<Rgb24>(report.Variants[0].FilePath);
        using var small = Image.Load<Rgb24>(report.Variants[1].FilePath);
        // A quarter of 200 wide, half as high, a tenth of 100 from both edges: from (140, 65) to (190, 90).
        Assert.InRange(large[165, 77].R, 124, 132);
        Assert.InRange(large[165, 77].G, 46, 54);
        Assert.Equal(new Rgb24(0, 100, 0), large[195, 95]);
        Assert.Equal(new Rgb24(0, 100, 0), large[130, 77]);
        Assert.Equal(new Rgb24(0, 100, 0), small[35, 15]);
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public void The_dominant_colour_is_one_that_the_picture_has(string library)
    {
        using var halves = Pictures.Halves(300, 100, Red, Green);
        halves.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < 40; y++)
            {
                rows.GetRowSpan(y).Fill(Red);
            }
        });

        var seen = Bench(library).Run(halves.Encoded(new PngEncoder()), "image/png", new ColourPreset()).Colour!;

        Assert.Matches("^#[0-9a-f]{6}$", seen);
        Assert.All(Convert.FromHexString(seen[1..]).Zip([Red.R, Red.G, Red.B]), pair => Assert.InRange(pair.First - pair.Second, -3, 3));
    }

    [Fact]
    public void An_avif_file_is_one_of_the_right_size()
    {
        Assert.True(AvifEncoder.IsThere, "libvips of this platform has no AV1 encoder");
        using var photo = Pictures.Photo(300, 200);

        var variant = Assert.Single(Run("Libvips", photo, Png with { Formats = [OutputFormat.Avif] }).Variants);

        var bytes = File.ReadAllBytes(variant.FilePath);
        Assert.Equal(("made.avif", "image/avif", 40, 27), (variant.Name, variant.ContentType, variant.Width, variant.Height));
        Assert.Equal("ftypavif"u8.ToArray(), bytes[4..12]);
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public void A_convert_keeps_every_pixel(string library)
    {
        using var photo = Pictures.Photo(301, 199);
        var step = (ResizePreset)StepCompiler.Compile(new() { Do = "convert", Name = "full", Formats = { "png" } }, new(new()), models: null!);

        using var made = Made(library, photo, step);

        Assert.Equal((301, 199, photo[300, 198]), (made.Width, made.Height, made[300, 198]));
    }

    private Workbench Bench(string library)
    {
        var bench = new Workbench { Library = Enum.Parse<PixelLibrary>(library) };
        benches.Add(bench);
        return bench;
    }

    private EngineReport Run(string library, Image<Rgb24> picture, params PresetStep[] steps) =>
        Bench(library).Run(picture.Encoded(new PngEncoder()), "image/png", steps);

    private Image<Rgb24> Made(string library, Image<Rgb24> picture, ResizePreset size) =>
        Image.Load<Rgb24>(Assert.Single(Run(library, picture, size).Variants).FilePath);
}
