using System.Text;

namespace Support.Hostile;

/// <summary>Files that are two things at once: a picture here, a program or a page elsewhere. What leaves must be the picture alone.</summary>
internal static class Polyglots
{
    private const string Script = "<script>alert(document.domain)</script><?php system($_GET['c']); ?>";

    public static IEnumerable<HostileFile> All(IReadOnlyList<HonestFile> honest)
    {
        foreach (var file in honest)
        {
            yield return new($"{file.Format} with a page behind it", file.ContentType, [.. file.Bytes, .. Encoding.ASCII.GetBytes(Script)]);
            yield return new($"{file.Format} with a zip behind it", file.ContentType, [.. file.Bytes, .. "PK\u0005\u0006"u8, .. new byte[18]]);
            yield return new($"{file.Format} twice", file.ContentType, [.. file.Bytes, .. file.Bytes]);
            yield return new($"{file.Format} behind a PDF", file.ContentType, [.. "%PDF-1.7\n"u8, .. file.Bytes], "format-unsupported");
        }

        var jpeg = honest.First(file => file.ContentType == "image/jpeg").Bytes;
        byte[] comment = [0xFF, 0xFE, 0, (byte)(Script.Length + 2), .. Encoding.ASCII.GetBytes(Script)];
        yield return new("JPEG with a page in its comment", "image/jpeg", [.. jpeg[..2], .. comment, .. jpeg[2..]]);
        yield return new("GIF that is a script", "image/gif", Encoding.ASCII.GetBytes("GIF89a/*" + new string(' ', 200) + "*/=1;alert(1)"));
        yield return new("BMP that is a script", "image/bmp", Encoding.ASCII.GetBytes("BM/*" + new string(' ', 200) + "*/=1;alert(1)"));
    }
}
