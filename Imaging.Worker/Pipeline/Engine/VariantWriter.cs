using Imaging.Worker.Pipeline.Presets;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Encodes without any metadata: no EXIF, XMP, comment or thumbnail leaves, and sRGB needs no profile.</summary>
internal static class VariantWriter
{
    private const int WebPEffort = 4;
    private const int PngCompression = 6;

    public static Variant Write(Image pixels, string folder, string name, OutputFormat format, int quality)
    {
        var (extension, contentType) = KindOf(format);
        var fileName = $"{name}.{extension}";
        var path = Path.Combine(folder, fileName);
        switch (format)
        {
            case OutputFormat.WebP:
                pixels.Webpsave(path, q: quality, effort: WebPEffort, keep: Enums.ForeignKeep.None);
                break;
            case OutputFormat.Jpeg:
                using (var opaque = pixels.OnWhite())
                {
                    opaque.Jpegsave(path, q: quality, optimizeCoding: true, keep: Enums.ForeignKeep.None);
                }

                break;
            case OutputFormat.Png:
                pixels.Pngsave(path, compression: PngCompression, keep: Enums.ForeignKeep.None);
                break;
        }

        return new(fileName, path, contentType, pixels.Width, pixels.Height, new FileInfo(path).Length);
    }

    private static (string Extension, string ContentType) KindOf(OutputFormat format) => format switch
    {
        OutputFormat.WebP => ("webp", "image/webp"),
        OutputFormat.Jpeg => ("jpg", "image/jpeg"),
        OutputFormat.Png => ("png", "image/png"),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "allowed: the members of OutputFormat"),
    };
}
