namespace Imaging.Worker.Pipeline.Gate;

/// <summary>A format that is taken in. The name is ImageSharp's, in lower case.</summary>
internal sealed record ImageFormat(string Name, string ContentType, params string[] Aliases)
{
    public static readonly ImageFormat Jpeg = new("jpeg", "image/jpeg", "image/jpg", "image/pjpeg");
    public static readonly ImageFormat Png = new("png", "image/png", "image/x-png", "image/apng");
    public static readonly ImageFormat Gif = new("gif", "image/gif");
    public static readonly ImageFormat WebP = new("webp", "image/webp");
    public static readonly ImageFormat Bmp = new("bmp", "image/bmp", "image/x-bmp", "image/x-ms-bmp", "image/x-windows-bmp");

    private static readonly ImageFormat[] All = [Jpeg, Png, Gif, WebP, Bmp];

    /// <summary>Names of all formats, for sentences.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(format => format.Name));

    public static ImageFormat? Named(string name) =>
        All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>True if a client that sends <paramref name="declared"/> means this format; parameters are ignored.</summary>
    public bool IsMeantBy(string declared)
    {
        var type = declared.AsSpan();
        var parameters = type.IndexOf(';');
        var bare = (parameters < 0 ? type : type[..parameters]).Trim().ToString();
        return Aliases.Append(ContentType).Contains(bare, StringComparer.OrdinalIgnoreCase);
    }
}
