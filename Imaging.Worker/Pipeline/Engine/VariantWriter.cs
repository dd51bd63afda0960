using Imaging.Worker.Pipeline.Presets;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Encodes without any metadata: no EXIF, XMP, comment or thumbnail leaves, and no profile unless the preset keeps it.</summary>
internal static class VariantWriter
{
    private const int PngCompression = 6;
    private const int AvifBits = 8;

    /// <summary>AVIF above this takes seconds at the better effort.</summary>
    private const int AvifCarefulPixels = 1_000_000;

    public static Variant Write(Image pixels, EngineJob job, ResizePreset size, int density, OutputFormat format)
    {
        var (extension, contentType) = KindOf(format);
        var fileName = $"{size.FileName(density)}.{extension}";
        var path = Path.Combine(job.WorkFolder, fileName);
        var keep = pixels.KeepsProfile(job.Profile) ? Enums.ForeignKeep.Icc : Enums.ForeignKeep.None;
        switch (format)
        {
            case OutputFormat.WebP:
                pixels.Webpsave(path, q: size.Quality, effort: size.Effort, keep: keep);
                break;
            case OutputFormat.Jpeg:
                using (var opaque = pixels.OnWhite())
                {
                    opaque.Jpegsave(path, q: size.Quality, optimizeCoding: true, keep: keep);
                }

                break;
            case OutputFormat.Png:
                pixels.Pngsave(path, compression: PngCompression, keep: keep);
                break;
            case OutputFormat.Avif:
                var effort = (long)pixels.Width * pixels.Height <= AvifCarefulPixels ? 4 : 2;
                pixels.Heifsave(path, q: size.Quality, bitdepth: AvifBits, compression: Enums.ForeignHeifCompression.Av1, effort: effort, keep: keep);
                break;
        }

        return Made(fileName, path, contentType, (pixels.Width, pixels.Height), size, density);
    }

    /// <summary>Describes a file that lies there.</summary>
    public static Variant Made(string fileName, string path, string contentType, (int Width, int Height) pixels, ResizePreset size, int density) =>
        new(fileName, path, contentType, pixels.Width, pixels.Height, new FileInfo(path).Length)
        {
            Set = size.Set,
            Density = size.Densities.Count > 1 || density > 1 ? density : 0,
        };

    public static (string Extension, string ContentType) KindOf(OutputFormat format) => format switch
    {
        OutputFormat.WebP => ("webp", "image/webp"),
        OutputFormat.Jpeg => ("jpg", "image/jpeg"),
        OutputFormat.Png => ("png", "image/png"),
        OutputFormat.Avif => ("avif", "image/avif"),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "allowed: the members of OutputFormat"),
    };
}
