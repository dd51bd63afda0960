using System.Buffers.Binary;
using System.Text;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using NetVips;
using SixLabors.ImageSharp.Formats.Jpeg;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>
/// Not one byte of place, serial number or thumbnail leaves: the words themselves are looked for, and, since a word may be packed,
/// every part of an output file must be of a kind that holds pixels.
/// </summary>
public sealed class MetadataTests : IDisposable
{
    private const string Mark = "SERIAL-424242";
    private static readonly ResizePreset Every =
        new("every", 64, 64, ResizeFit.Fit, [OutputFormat.WebP, OutputFormat.Jpeg, OutputFormat.Png, OutputFormat.Avif], 80);

    private readonly List<Workbench> benches = [];

    public void Dispose() => benches.ForEach(bench => bench.Dispose());

    [Theory]
    [InlineData("Libvips", "jpeg")]
    [InlineData("Libvips", "png")]
    [InlineData("Libvips", "webp")]
    [InlineData("Libvips", "gif")]
    [InlineData("ImageSharp", "jpeg")]
    [InlineData("ImageSharp", "png")]
    [InlineData("ImageSharp", "webp")]
    public void Nothing_but_pixels_leaves_in_any_format(string library, string format)
    {
        var source = Source(format);
        Assert.Contains(Mark, Encoding.Latin1.GetString(source), StringComparison.Ordinal);
        var bench = new Workbench { Library = Enum.Parse<PixelLibrary>(library) };
        benches.Add(bench);
        var size = library == "Libvips" ? Every with { Animated = format == "gif" } : Every with { Formats = [.. Every.Formats.SkipLast(1)] };

        var report = bench.Run(source, $"image/{format}", size);

        Assert.Equal(size.Formats.Count, report.Variants.Count);
        foreach (var variant in report.Variants)
        {
            var bytes = File.ReadAllBytes(variant.FilePath);
            var text = Encoding.Latin1.GetString(bytes);
            Assert.All(
                new[] { Mark, "GpsCameraMaker", "Exif", "EXIF", "eXIf", "XMP", "http://ns.adobe.com", "ICC_PROFILE", "iCCP" },
                word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
            Assert.Empty(Parts(bytes, variant.ContentType).Except(Pixels[variant.ContentType]));
        }
    }

    /// <summary>Parts that hold pixels, or what decoding them needs.</summary>
    private static readonly Dictionary<string, string[]> Pixels = new()
    {
        ["image/jpeg"] = ["D8", "E0", "DB", "C0", "C2", "C4", "DA"],
        ["image/png"] = ["IHDR", "PLTE", "tRNS", "pHYs", "IDAT", "IEND"],
        ["image/webp"] = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF"],
        ["image/avif"] = ["ftyp", "meta", "mdat"],
    };

    private static byte[] Source(string format)
    {
        if (format == "jpeg")
        {
            using var photo = Pictures.Photo(200, 100);
            var jpeg = photo.Encoded(new JpegEncoder(), orientation: 6);
            // Behind FF D8: a comment, and the application segment in which phones keep a second, smaller picture.
            return [.. jpeg[..2], .. Segment(0xFE, $"taken at 52.52 N {Mark}"), .. Segment(0xE2, $"MPF\0{Mark} thumbnail"), .. jpeg[2..]];
        }

        if (format == "gif")
        {
            // Behind the header and its colour table: a comment block.
            var gif = Pictures.Animation(".gif", frames: 3);
            var at = 13 + ((gif[10] & 0x80) == 0 ? 0 : 3 * (2 << (gif[10] & 7)));
            return [.. gif[..at], 0x21, 0xFE, (byte)Mark.Length, .. Encoding.ASCII.GetBytes(Mark), 0, .. gif[at..]];
        }

        return format == "png" ? Png() : WebP();
    }

    private static byte[] Png() => HostileFiles.Png(
        200, 100, rows: 100,
        ("eXIf", [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes($"GpsCameraMaker {Mark}")]),
        ("tEXt", Encoding.Latin1.GetBytes($"Comment\0taken at 52.52 N {Mark}")),
        ("iTXt", Encoding.Latin1.GetBytes($"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x='http://ns.adobe.com'>{Mark}</x:xmpmeta>")));

    private static byte[] WebP()
    {
        Vips.Configure();
        using var black = Image.Black(200, 100, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var told = black.Mutate(image =>
        {
            image.Set(GValue.GStrType, "exif-ifd0-Make", "GpsCameraMaker (GpsCameraMaker, ASCII, 15 components, 15 bytes)");
            image.Set(GValue.GStrType, "exif-ifd3-GPSLatitudeRef", "N (N, ASCII, 2 components, 2 bytes)");
            image.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes($"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{Mark}</x:xmpmeta>"));
        });
        return told.WebpsaveBuffer(keep: Enums.ForeignKeep.All);
    }

    private static byte[] Segment(byte marker, string text) =>
        [0xFF, marker, (byte)((text.Length + 2) >> 8), (byte)(text.Length + 2), .. Encoding.Latin1.GetBytes(text)];

    private static IEnumerable<string> Parts(byte[] file, string contentType) => contentType switch
    {
        "image/jpeg" => JpegMarkers(file),
        "image/png" => Chunks(file, 8, lengthFirst: true, more: 12, bytes => BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        "image/webp" => Chunks(file, 12, lengthFirst: false, more: 8, bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        // A box's length counts its own eight bytes.
        _ => Chunks(file, 0, lengthFirst: true, more: 0, bytes => BinaryPrimitives.ReadUInt32BigEndian(bytes)),
    };

    private static List<string> JpegMarkers(byte[] file)
    {
        var markers = new List<string> { Convert.ToHexString(file, 1, 1) };
        for (var at = 2; file[at + 1] != 0xD9; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)))
        {
            markers.Add(Convert.ToHexString(file, at + 1, 1));
            if (file[at + 1] == 0xDA)
            {
                // The only scan of a baseline file goes on to its end.
                Assert.Equal([0xFF, 0xD9], file[^2..]);
                break;
            }
        }

        return markers;
    }

    private static List<string> Chunks(byte[] file, int start, bool lengthFirst, int more, Func<ReadOnlySpan<byte>, uint> number)
    {
        var types = new List<string>();
        for (var at = start; at + 8 <= file.Length;)
        {
            var (type, length) = lengthFirst ? (at + 4, number(file.AsSpan(at))) : (at, number(file.AsSpan(at + 4)));
            types.Add(Encoding.ASCII.GetString(file, type, 4));
            at += (int)(length + (lengthFirst ? 0 : length & 1)) + more;
        }

        return types;
    }
}
