using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>All eight orientations, in every format that can say one, by both engines. GIF and BMP have none.</summary>
public sealed class OrientationTests : IDisposable
{
    private static readonly ResizePreset Whole = new("whole", 160, 160, ResizeFit.Fit, [OutputFormat.Png], 80);
    private readonly List<Workbench> benches = [];

    public void Dispose() => benches.ForEach(bench => bench.Dispose());

    public static TheoryData<string, string, ushort> Cases =>
        [.. from library in Enum.GetNames<PixelLibrary>()
            from format in new[] { "jpeg", "png", "webp" }
            from orientation in Enumerable.Range(1, 8)
            select new TheoryDataRow<string, string, ushort>(library, format, (ushort)orientation)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_orientation_is_applied_to_the_pixel(string library, string format, ushort orientation)
    {
        // The stored picture is what a camera held in that way would write; upright, it is the same in all eight.
        using var upright = Corners(60, 40);
        using var stored = upright.Clone(context => Undo(context, orientation));
        var bench = new Workbench { Library = Enum.Parse<PixelLibrary>(library) };
        benches.Add(bench);

        var report = bench.Run(stored.Encoded(EncoderOf(format), orientation), $"image/{format}", Whole);

        Assert.Equal((60, 40), (report.Source.Width, report.Source.Height));
        using var seen = Image.Load<Rgb24>(report.Variants[0].FilePath);
        Assert.Equal((60, 40), (seen.Width, seen.Height));
        Assert.InRange(LargestDifference(upright, seen), 0, format == "jpeg" ? 12 : 0);
    }

    private static IImageEncoder EncoderOf(string format) => format switch
    {
        "jpeg" => new JpegEncoder { Quality = 100 },
        "png" => new PngEncoder(),
        _ => new WebpEncoder { FileFormat = WebpFileFormatType.Lossless },
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
}
