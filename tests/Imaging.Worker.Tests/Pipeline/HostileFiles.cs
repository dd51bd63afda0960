using Support.Hostile;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>Files that were made to hurt, as single tests want them.</summary>
internal static class HostileFiles
{
    /// <summary>A PNG that declares that size and holds <paramref name="rows"/> rows of RGB.</summary>
    public static byte[] Png(int width, int height, int rows, params (string Type, byte[] Data)[] extra) =>
        PngBytes.File(width, height, PngBytes.Zeros(((3L * width) + 1) * rows), extra: extra);

    /// <summary>A compressed text that unfolds to <paramref name="megabytes"/> of zeros.</summary>
    public static (string Type, byte[] Data) TextBomb(int megabytes) =>
        ("zTXt", [.. "Comment\0\0"u8, .. PngBytes.Zeros((long)megabytes << 20)]);
}
