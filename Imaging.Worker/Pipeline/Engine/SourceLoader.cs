using Imaging.Worker.Pipeline.Gate;
using NetVips;
using SixLabors.ImageSharp.PixelFormats;
using Image = NetVips.Image;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>One loader per format, called by name: libvips never guesses.</summary>
internal static class SourceLoader
{
    private const Enums.FailOn Strict = Enums.FailOn.Truncated;
    private const Enums.Access Rows = Enums.Access.Sequential;

    /// <summary>Opens the first frame. <paramref name="shrink"/> of 2, 4 or 8 decodes a JPEG at that fraction.</summary>
    public static Image Open(string path, ImageFormat format, int shrink = 1) => format.Name switch
    {
        "jpeg" => Image.Jpegload(path, shrink: shrink, access: Rows, failOn: Strict),
        "png" => Image.Pngload(path, access: Rows, failOn: Strict),
        "gif" => Image.Gifload(path, n: 1, page: 0, access: Rows, failOn: Strict),
        "webp" => Image.Webpload(path, n: 1, page: 0, access: Rows, failOn: Strict),
        "bmp" => Bmp(path),
        _ => throw new InvalidOperationException($"There is no loader for {format.Name}."),
    };

    /// <summary>libvips reads BMP only through ImageMagick, which is not here: ImageSharp decodes it, into memory.</summary>
    private static Image Bmp(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var decoded = SixLabors.ImageSharp.Image.Load<Rgba32>(GateDecoders.Configuration, file);
            var pixels = new byte[4L * decoded.Width * decoded.Height];
            decoded.CopyPixelDataTo(pixels);
            using var raw = Image.NewFromMemory(pixels, decoded.Width, decoded.Height, 4, Enums.BandFormat.Uchar);
            return raw.Copy(interpretation: Enums.Interpretation.Srgb);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException and not FileNotFoundException and not VipsException)
        {
            // As in the gate: a damaged file makes ImageSharp throw exceptions of many types.
            throw new ImageRejectedException(PipelineErrorCodes.ImageCorrupt, $"The image could not be decoded: {exception.Message}");
        }
    }
}
