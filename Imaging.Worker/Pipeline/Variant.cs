namespace Imaging.Worker.Pipeline;

/// <summary>One derivative.</summary>
/// <param name="Name">Unique within the image, safe as a file name, such as <c>w800.webp</c>.</param>
/// <param name="FilePath">Where it lies in the work folder.</param>
/// <param name="ContentType">Its type, such as <c>image/webp</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Bytes">Length of the file.</param>
internal sealed record Variant(string Name, string FilePath, string ContentType, int Width, int Height, long Bytes);
