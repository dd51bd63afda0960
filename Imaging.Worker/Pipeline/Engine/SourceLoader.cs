using Imaging.Worker.Pipeline.Gate;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>One loader per format, called by name: libvips never guesses.</summary>
internal static class SourceLoader
{
    private const Enums.FailOn Strict = Enums.FailOn.Truncated;
    private const Enums.Access Rows = Enums.Access.Sequential;
    private const int EveryFrame = -1;

    /// <summary>
    /// Opens the first frame. <paramref name="shrink"/> of 2, 4 or 8 decodes a JPEG at that fraction. Memory that must live as long as
    /// the picture goes to <paramref name="keep"/>.
    /// </summary>
    public static Image Open(string path, ImageFormat format, Action<IDisposable> keep, int shrink = 1) => format.Name switch
    {
        "jpeg" => Image.Jpegload(path, shrink: shrink, access: Rows, failOn: Strict),
        "png" => Image.Pngload(path, access: Rows, failOn: Strict),
        "gif" => Image.Gifload(path, n: 1, page: 0, access: Rows, failOn: Strict),
        "webp" => Image.Webpload(path, n: 1, page: 0, access: Rows, failOn: Strict),
        "bmp" => BmpPixels.Open(path, keep),
        _ => throw new InvalidOperationException($"There is no loader for {format.Name}."),
    };

    /// <summary>Opens all frames of an animation, below each other.</summary>
    public static Image OpenAll(string path, ImageFormat format) => format.Name switch
    {
        "gif" => Image.Gifload(path, n: EveryFrame, access: Rows, failOn: Strict),
        "webp" => Image.Webpload(path, n: EveryFrame, access: Rows, failOn: Strict),
        _ => throw new InvalidOperationException($"There are no animations in {format.Name}."),
    };
}
