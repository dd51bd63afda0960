namespace Imaging.Worker.Pipeline;

/// <summary>What an upload turned out to be.</summary>
/// <param name="Format">By content: <c>jpeg</c>, <c>png</c>, <c>gif</c>, <c>webp</c> or <c>bmp</c>.</param>
/// <param name="ContentType">The format's own type, such as <c>image/jpeg</c>.</param>
/// <param name="Width">Pixels, as seen with the orientation applied.</param>
/// <param name="Height">Pixels, as seen with the orientation applied.</param>
/// <param name="Frames">1 unless animated.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Sha256">Of the file, 64 lower-case hexadecimal digits.</param>
internal sealed record SourceInfo(
    string Format, string ContentType, int Width, int Height, int Frames, long Bytes, string Sha256);
