namespace Bench.Imaging.Comparison;

/// <summary>The command lines that the field uses, each as its manual advises for many photographs: decoding small, no metadata, one thread each.</summary>
internal static class Tools
{
    /// <summary>libvips: a start per size, each decoding at the fraction that its size allows.</summary>
    public static async Task<(string Name, IDerivativeMaker? Maker, string? WhyNot)> VipsAsync(IReadOnlyList<string> photographs, string folder)
    {
        if (await CommandLineTool.AskAsync("vipsthumbnail", "--vips-version") is not { } said)
        {
            return ("vipsthumbnail", null, "the program is not installed (Debian: apt-get install libvips-tools)");
        }

        // "libvips 8.14.1"
        var name = $"vipsthumbnail, {said.Trim()}, files only";
        return (name, new CommandLineTool(name, "vipsthumbnail", ("VIPS_CONCURRENCY", "1"), Vips, photographs, folder), null);
    }

    /// <summary>ImageMagick: one start, each size from the one before.</summary>
    public static async Task<(string Name, IDerivativeMaker? Maker, string? WhyNot)> ImageMagickAsync(IReadOnlyList<string> photographs, string folder)
    {
        // Version 7 first; then Debian's own name of version 6, since Windows has another "convert".
        foreach (var program in new[] { "magick", "convert-im6.q16", "convert" })
        {
            // "Version: ImageMagick 6.9.11-60 Q16 x86_64 ..."
            var words = (await CommandLineTool.AskAsync(program, "-version"))?.Split(' ');
            if (words is ["Version:", "ImageMagick", var version, ..])
            {
                var name = $"ImageMagick {version}, files only";
                return (name, new CommandLineTool(name, program, ("MAGICK_THREAD_LIMIT", "1"), ImageMagick, photographs, folder), null);
            }
        }

        return ("ImageMagick", null, "the program is not installed (Debian: apt-get install imagemagick)");
    }

    private static IEnumerable<string[]> Vips(string photograph, string made) =>
    [
        ["--size", "1600x", "--output", $"{made}-w1600.webp[Q=80,strip]", photograph],
        ["--size", "800x", "--output", $"{made}-w800.jpg[Q=80,optimize_coding,strip]", photograph],
        ["--size", "200x", "--output", $"{made}-w200.webp[Q=75,strip]", photograph],
    ];

    private static IEnumerable<string[]> ImageMagick(string photograph, string made) =>
    [
        [
            "-define", "jpeg:size=3200x2400", photograph, "-auto-orient", "-strip",
            "-resize", "1600x", "-quality", "80", "-write", $"{made}-w1600.webp",
            "-resize", "800x", "-write", $"{made}-w800.jpg",
            "-resize", "200x", "-quality", "75", $"{made}-w200.webp",
        ],
    ];
}
