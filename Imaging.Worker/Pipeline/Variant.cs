namespace Imaging.Worker.Pipeline;

/// <summary>One derivative.</summary>
/// <param name="Name">Unique within the image, safe as a file name, such as <c>w800.webp</c>.</param>
/// <param name="FilePath">Where it lies in the work folder.</param>
/// <param name="ContentType">Its type, such as <c>image/webp</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels, of one frame.</param>
/// <param name="Bytes">Length of the file.</param>
internal sealed record Variant(string Name, string FilePath, string ContentType, int Width, int Height, long Bytes)
{
    /// <summary>The srcset line that it stands in.</summary>
    public string Set { get; init; } = "";

    /// <summary>Pixels per pixel of the page, where its size is made in several densities; else 0.</summary>
    public int Density { get; init; }
}
