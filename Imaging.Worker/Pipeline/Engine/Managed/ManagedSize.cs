using Imaging.Worker.Pipeline.Presets;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Imaging.Worker.Pipeline.Engine.Managed;

/// <summary>One size of one picture, and its file.</summary>
internal static class ManagedSize
{
    public static Image<Rgba32> Make(Image<Rgba32> picture, ResizePreset size, int density, Placement placement, IReadOnlyList<FocusBox> focus, Light light)
    {
        var made = size.IsSmart && focus.Count > 0
            ? Around(picture, placement, Window.Around(
                focus, picture.Width, picture.Height, placement.Width, placement.Height, zoom: size.Fit == ResizeFit.Fill), light)
            : Placed(picture, placement, size.Gravity, light);
        if (size.Fit == ResizeFit.Pad)
        {
            made.Mutate(change => change.Pad(
                size.Width * density, size.Height * density, size.Background is { } colour ? Color.ParseHex(colour) : Color.Transparent));
        }

        return made;
    }

    public static Image<Rgba32> Placed(Image<Rgba32> picture, Placement placement, Gravity gravity, Light light) => picture.Clone(change => change
        .Resize(placement.ScaledWidth, placement.ScaledHeight, KnownResamplers.Lanczos3, compand: light == Light.Linear).Crop(Rectangle(placement.Cut(gravity))));

    /// <summary>Writes without metadata; white shows through where the format has no transparency.</summary>
    public static void Save(Image<Rgba32> picture, string path, OutputFormat format, ResizePreset size)
    {
        if (format != OutputFormat.Jpeg)
        {
            picture.Save(path, EncoderOf(format, size, IsOpaque(picture)));
            return;
        }

        using var opaque = picture.Clone(change => change.BackgroundColor(Color.White));
        opaque.Save(path, EncoderOf(format, size, isOpaque: true));
    }

    private static Image<Rgba32> Around(Image<Rgba32> picture, Placement placement, Window window, Light light) => picture.Clone(change => change
        .Crop(Rectangle(window)).Resize(placement.Width, placement.Height, KnownResamplers.Lanczos3, compand: light == Light.Linear));

    private static bool IsOpaque(Image<Rgba32> picture)
    {
        var isOpaque = true;
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; isOpaque && y < rows.Height; y++)
            {
                foreach (var pixel in rows.GetRowSpan(y))
                {
                    isOpaque &= pixel.A == byte.MaxValue;
                }
            }
        });
        return isOpaque;
    }

    private static Rectangle Rectangle(Window window) => new(window.Left, window.Top, window.Width, window.Height);

    private static IImageEncoder EncoderOf(OutputFormat format, ResizePreset size, bool isOpaque) => format switch
    {
        OutputFormat.WebP => new WebpEncoder { Quality = size.Quality, Method = (WebpEncodingMethod)size.Effort, FileFormat = WebpFileFormatType.Lossy },
        OutputFormat.Jpeg => new JpegEncoder { Quality = size.Quality, ColorType = JpegColorType.YCbCrRatio420 },
        OutputFormat.Png => new PngEncoder
        {
            // Without these it would write whatever the source was.
            ColorType = isOpaque ? PngColorType.Rgb : PngColorType.RgbWithAlpha, BitDepth = PngBitDepth.Bit8, IgnoreMetadata = true,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "allowed: WebP, Jpeg, Png"),
    };
}
