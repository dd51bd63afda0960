using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Processing;

namespace Peers.Imaging;

/// <summary>A plain ImageSharp loop: decode once, turn upright, each size from the one before, no metadata.</summary>
internal static class ImageSharpLoop
{
    private static readonly WebpEncoder WebP80 = new() { Quality = 80 };
    private static readonly WebpEncoder WebP75 = new() { Quality = 75 };
    private static readonly JpegEncoder Jpeg80 = new() { Quality = 80 };

    public static Task<int> RunAsync(string[] args)
    {
        // Images run beside each other, not the rows of one.
        Configuration.Default.MaxDegreeOfParallelism = 1;
        return DerivativeServer.RunAsync(args, MakeOne);
    }

    private static void MakeOne(string photograph, string made)
    {
        using var picture = Image.Load(photograph);
        picture.Mutate(change => change.AutoOrient());
        (picture.Metadata.ExifProfile, picture.Metadata.IptcProfile, picture.Metadata.XmpProfile, picture.Metadata.IccProfile) = (null, null, null, null);
        Write(picture, 1_600, $"{made}-w1600.webp", WebP80);
        Write(picture, 800, $"{made}-w800.jpg", Jpeg80);
        Write(picture, 200, $"{made}-w200.webp", WebP75);
    }

    private static void Write(Image picture, int width, string path, IImageEncoder encoder)
    {
        // Height 0: by the picture's own ratio.
        picture.Mutate(change => change.Resize(width, 0, KnownResamplers.Lanczos3));
        picture.Save(path, encoder);
    }
}
