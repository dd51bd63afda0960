using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;

namespace Imaging.Worker.Pipeline.Gate;

/// <summary>
/// ImageSharp with five decoders and no more: its default knows TIFF, whose open advisories hang a process with 24 bytes.
/// Metadata stays unread, so neither a compressed text chunk nor an ICC table is ever unfolded.
/// </summary>
internal static class GateDecoders
{
    /// <summary>Kept between images; a large picture gets memory of its own, in one piece, and gives it back.</summary>
    private const int PoolMegabytesMax = 32;

    public static SixLabors.ImageSharp.Configuration Configuration { get; } = Create();

    private static SixLabors.ImageSharp.Configuration Create()
    {
        var configuration = new SixLabors.ImageSharp.Configuration
        {
            MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { MaximumPoolSizeMegabytes = PoolMegabytesMax }),
            MaxDegreeOfParallelism = 1,
            // libvips works on the pixels of a BMP where they lie.
            PreferContiguousImageBuffers = true,
        };
        var formats = configuration.ImageFormatsManager;
        Add(formats, JpegFormat.Instance, new JpegDecoder { IgnoreMetadata = true }, new JpegImageFormatDetector());
        Add(formats, PngFormat.Instance, new PngDecoder { IgnoreMetadata = true }, new PngImageFormatDetector());
        Add(formats, GifFormat.Instance, new GifDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First }, new GifImageFormatDetector());
        Add(formats, WebpFormat.Instance, new WebpDecoder { IgnoreMetadata = true }, new WebpImageFormatDetector());
        Add(formats, BmpFormat.Instance, new BmpDecoder(), new BmpImageFormatDetector());
        return configuration;
    }

    private static void Add(ImageFormatManager formats, IImageFormat format, IImageDecoder decoder, IImageFormatDetector detector)
    {
        formats.AddImageFormat(format);
        formats.SetDecoder(format, decoder);
        formats.AddImageFormatDetector(detector);
    }
}
