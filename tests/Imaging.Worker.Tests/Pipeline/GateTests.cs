using System.Diagnostics;
using System.Text;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Gate;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using Support.Hostile;

namespace Imaging.Worker.Tests.Pipeline;

public sealed class GateTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    public static TheoryData<string, string, string> Refused => new()
    {
        { "empty", "image/jpeg", PipelineErrorCodes.ImageEmpty },
        { "text", "image/jpeg", PipelineErrorCodes.FormatUnsupported },
        { "svg", "image/svg+xml", PipelineErrorCodes.FormatUnsupported },
        { "big-tiff", "image/tiff", PipelineErrorCodes.FormatUnsupported },
        { "big-tiff", "image/jpeg", PipelineErrorCodes.FormatUnsupported },
        { "png-30000", "image/png", PipelineErrorCodes.ImageTooLarge },
        { "png-7000-10-rows", "image/png", PipelineErrorCodes.ImageCorrupt },
        { "png", "image/jpeg", PipelineErrorCodes.ContentTypeMismatch },
        { "jpeg-half", "image/jpeg", PipelineErrorCodes.ImageCorrupt },
        { "png-half", "image/png", PipelineErrorCodes.ImageCorrupt },
        { "gif-half", "image/gif", PipelineErrorCodes.ImageCorrupt },
        { "webp-half", "image/webp", PipelineErrorCodes.ImageCorrupt },
        { "bmp-half", "image/bmp", PipelineErrorCodes.ImageCorrupt },
        { "jpeg-header", "image/jpeg", PipelineErrorCodes.ImageCorrupt },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_bad_file_gets_its_code_in_bounded_time_and_memory(string file, string contentType, string code)
    {
        var bytes = Bytes(file);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();

        var rejection = bench.Reject(bytes, contentType);

        Assert.Equal((file, code), (file, rejection.Code));
        Assert.DoesNotContain(bench.Path, rejection.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 64 << 20);
    }

    /// <summary>ImageSharp itself would load the halves and fill in the rest.</summary>
    [Theory]
    [MemberData(nameof(Refused))]
    public void Managed_code_refuses_the_same_files_for_the_same_reasons(string file, string contentType, string code)
    {
        using var managed = new Workbench { Library = Worker.Pipeline.Engine.PixelLibrary.ImageSharp };

        Assert.Equal((file, code), (file, managed.Reject(Bytes(file), contentType).Code));
    }

    [Fact]
    public void A_text_bomb_in_a_small_picture_is_never_unfolded()
    {
        var bytes = HostileFiles.Png(64, 64, 64, HostileFiles.TextBomb(megabytes: 256));
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        var report = bench.Run(bytes, "image/png", new Worker.Pipeline.Presets.BlurHashPreset(4, 3));

        Assert.Equal((64, 64), (report.Source.Width, report.Source.Height));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 32 << 20);
    }

    [Fact]
    public void Each_limit_names_what_was_seen_and_what_is_allowed()
    {
        using var photo = Pictures.Photo(300, 200);
        var jpeg = photo.Encoded(new JpegEncoder());

        Assert.Equal(
            [
                $"The image has {jpeg.Length} bytes; allowed: 1000.",
                "The image has 60000 pixels; allowed: 59999.",
                "The image has 300 pixels on one side; allowed: 299.",
            ],
            new[]
            {
                bench.Reject(jpeg, "image/jpeg", new() { BytesMax = 1000 }),
                bench.Reject(jpeg, "image/jpeg", new() { PixelsMax = 59_999 }),
                bench.Reject(jpeg, "image/jpeg", new() { SideMax = 299 }),
            }.Select(rejection => rejection.Message));
    }

    [Theory]
    [InlineData(".gif", "image/gif")]
    [InlineData(".webp", "image/webp")]
    public void Frames_of_an_animation_are_counted_and_bounded(string suffix, string contentType)
    {
        var animation = Pictures.Animation(suffix, frames: 12);

        var report = bench.Run(animation, contentType, new Worker.Pipeline.Presets.BlurHashPreset(4, 3));

        Assert.Equal((32, 32, 12), (report.Source.Width, report.Source.Height, report.Source.Frames));
        Assert.Equal(12, FrameCounter.Count(ImageFormat.Named(suffix[1..])!, new MemoryStream(animation), limit: 12));
        Assert.Equal(PipelineErrorCodes.TooManyFrames, bench.Reject(animation, contentType, new() { FramesMax = 11 }).Code);
    }

    [Fact]
    public void Frames_of_an_animated_png_are_its_frame_controls()
    {
        (string, byte[]) control = ("acTL", [0, 0, 0, 3, 0, 0, 0, 0]);
        (string, byte[]) frame = ("fcTL", new byte[26]);
        var animated = HostileFiles.Png(16, 16, 16, control, frame, frame, frame);
        var still = HostileFiles.Png(16, 16, 16, frame);

        Assert.Equal(3, FrameCounter.Count(ImageFormat.Png, new MemoryStream(animated), limit: 10));
        Assert.Equal(1, FrameCounter.Count(ImageFormat.Png, new MemoryStream(still), limit: 10));
        Assert.Equal(3, FrameCounter.Count(ImageFormat.Png, new MemoryStream(animated), limit: 2));
    }

    [Fact]
    public void The_source_is_told_with_its_own_type_size_and_hash()
    {
        using var photo = Pictures.Photo(300, 200);
        var jpeg = photo.Encoded(new JpegEncoder());

        var report = bench.Run(jpeg, "IMAGE/JPG; q=1", new Worker.Pipeline.Presets.BlurHashPreset(4, 3));

        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(jpeg));
        Assert.Equal(new SourceInfo("jpeg", "image/jpeg", 300, 200, 1, jpeg.Length, sha256), report.Source);
    }

    private static byte[] Bytes(string file)
    {
        using var photo = Pictures.Photo(400, 300);
        return file switch
        {
            "empty" => [],
            "text" => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("This is no image at all.\n", 400))),
            "svg" => Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file:///etc/passwd\"/></svg>"),
            "big-tiff" => Strangers.BigTiff(),
            "png-30000" => HostileFiles.Png(30_000, 30_000, rows: 10),
            "png-7000-10-rows" => HostileFiles.Png(7_000, 7_000, rows: 10),
            "png" => photo.Encoded(new PngEncoder()),
            "jpeg-half" => Half(photo.Encoded(new JpegEncoder())),
            "png-half" => Half(photo.Encoded(new PngEncoder())),
            "gif-half" => Half(photo.Encoded(new GifEncoder())),
            "webp-half" => Half(photo.Encoded(new WebpEncoder())),
            "bmp-half" => Half(photo.Encoded(new BmpEncoder())),
            "jpeg-header" => photo.Encoded(new JpegEncoder())[..30],
            _ => throw new ArgumentOutOfRangeException(nameof(file), file, "an unknown file"),
        };
    }

    private static byte[] Half(byte[] bytes) => bytes[..(bytes.Length / 2)];
}
