using System.Buffers.Binary;
using System.Text;

namespace Support.Hostile;

/// <summary>Files that are no picture of a known format, whatever they are called.</summary>
public static class Strangers
{
    private const string Unsupported = "format-unsupported";

    public static IEnumerable<HostileFile> All()
    {
        foreach (var type in new[] { "image/jpeg", "image/png", "image/webp" })
        {
            // GHSA-wmxv-xphr-5c9g: a directory whose next directory is itself; 24 bytes.
            yield return new($"BigTIFF in a circle as {type}", type, BigTiff(), Unsupported);
            yield return new($"SVG as {type}", type, Text("<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file:///etc/passwd\"/></svg>"), Unsupported);
            yield return new($"PDF as {type}", type, Text("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"), Unsupported);
        }

        yield return new("one byte", "image/jpeg", [0xFF], Unsupported);
        yield return new("TIFF", "image/png", [.. "II"u8, 42, 0, 8, 0, 0, 0, .. new byte[200]], Unsupported);
        yield return new("PostScript", "image/jpeg", Text("%!PS-Adobe-3.0 EPSF-3.0\n(ls) (r) file"), Unsupported);
        yield return new("MVG with a command", "image/jpeg", Text("push graphic-context\nfill 'url(https://example.com/\"|ls \"-la)'\npop graphic-context"), Unsupported);
        yield return new("program", "image/png", [0x7F, .. "ELF"u8, .. new byte[400]], Unsupported);
        yield return new("zip", "image/gif", [.. "PK\u0003\u0004"u8, .. new byte[400]], Unsupported);
        yield return new("zeros", "image/bmp", new byte[4_096], Unsupported);
        yield return new("HEIF box", "image/webp", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[400]], Unsupported);
    }

    /// <summary>GHSA-wmxv-xphr-5c9g: a BigTIFF directory whose next directory is itself.</summary>
    public static byte[] BigTiff()
    {
        var file = new byte[24];
        "II"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(2), 43);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(8), 16);
        return file;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
