using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using Support.Hostile;

namespace Bench.Imaging.Hostile;

/// <summary>Sound pictures of every format, to be spoilt.</summary>
internal static class HonestFiles
{
    private const int Width = 320;
    private const int Height = 240;
    private const int Frames = 6;

    public static IReadOnlyList<HonestFile> Make(int seed)
    {
        using var photo = Image.Load<Rgb24>(Photograph.Jpeg(Width, Height, seed));
        using var moving = Moving(photo);
        return
        [
            new("jpeg", "image/jpeg", Encoded(photo, new JpegEncoder())),
            new("jpeg-444", "image/jpeg", Encoded(photo, new JpegEncoder { Quality = 95, ColorType = JpegColorType.YCbCrRatio444 })),
            new("png", "image/png", Encoded(photo, new PngEncoder())),
            new("png-interlaced", "image/png", Encoded(photo, new PngEncoder { InterlaceMethod = PngInterlaceMode.Adam7 })),
            new("gif", "image/gif", Encoded(photo, new GifEncoder())),
            new("gif-moving", "image/gif", Encoded(moving, new GifEncoder())),
            new("webp", "image/webp", Encoded(photo, new WebpEncoder { FileFormat = WebpFileFormatType.Lossy })),
            new("webp-lossless", "image/webp", Encoded(photo, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless })),
            new("bmp", "image/bmp", Encoded(photo, new BmpEncoder())),
            new("bmp-palette", "image/bmp", Encoded(photo, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel8 })),
        ];
    }

    private static Image<Rgb24> Moving(Image<Rgb24> photo)
    {
        var moving = photo.Clone();
        for (var frame = 1; frame < Frames; frame++)
        {
            using var next = photo.Clone(change => change.Hue(30 * frame));
            moving.Frames.AddFrame(next.Frames.RootFrame);
        }

        return moving;
    }

    private static byte[] Encoded(Image picture, IImageEncoder encoder)
    {
        using var bytes = new MemoryStream();
        picture.Save(bytes, encoder);
        return bytes.ToArray();
    }
}
