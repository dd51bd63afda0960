using System.Buffers;
using Imaging.Worker.Pipeline.Gate;
using NetVips;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Image = NetVips.Image;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>libvips reads BMP only through ImageMagick, which is not here: ImageSharp decodes it, and libvips works on that memory.</summary>
internal sealed class BmpPixels : IDisposable
{
    private readonly Image<Rgba32> decoded;
    private readonly MemoryHandle pinned;

    private BmpPixels(Image<Rgba32> decoded, MemoryHandle pinned) => (this.decoded, this.pinned) = (decoded, pinned);

    public static Image Open(string path, Action<IDisposable> keep)
    {
        var decoded = Decoding.Guarded(() =>
        {
            using var file = File.OpenRead(path);
            return SixLabors.ImageSharp.Image.Load<Rgba32>(GateDecoders.Configuration, file);
        });
        if (!decoded.DangerousTryGetSinglePixelMemory(out var memory))
        {
            decoded.Dispose();
            throw new InvalidOperationException("ImageSharp did not keep the pixels in one piece.");
        }

        var pinned = memory.Pin();
        keep(new BmpPixels(decoded, pinned));
        return Over(pinned, decoded.Width, decoded.Height);
    }

    public void Dispose()
    {
        pinned.Dispose();
        decoded.Dispose();
    }

    private static unsafe Image Over(MemoryHandle pinned, int width, int height)
    {
        const int bands = 4;
        using var raw = Image.NewFromMemory((nint)pinned.Pointer, (ulong)bands * (ulong)width * (ulong)height, width, height, bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }
}
