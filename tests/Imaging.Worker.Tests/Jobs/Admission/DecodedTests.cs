using Imaging.Worker.Jobs.Admission;
using Imaging.Worker.Tests.Pipeline;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using Support.Servers;

namespace Imaging.Worker.Tests.Jobs.Admission;

public sealed class DecodedTests
{
    public static TheoryData<string, IImageEncoder> Encoders => new()
    {
        { "jpeg", new JpegEncoder() },
        { "png", new PngEncoder() },
        { "gif", new GifEncoder() },
        { "bmp", new BmpEncoder() },
        { "webp", new WebpEncoder { FileFormat = WebpFileFormatType.Lossy } },
        { "webp lossless", new WebpEncoder { FileFormat = WebpFileFormatType.Lossless } },
    };

    [Theory]
    [MemberData(nameof(Encoders))]
    public async Task The_header_says_how_much_memory_the_pixels_take(string format, IImageEncoder encoder)
    {
        using var photo = Pictures.Photo(317, 211);
        Assert.True(317 * 211 * 4 == await EstimateAsync(photo.Encoded(encoder)), format);
    }

    [Fact]
    public async Task An_extended_webp_a_jpeg_after_long_segments_and_a_bomb_are_read_too()
    {
        byte[] extended = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0x0f, 0x27, 0, 0x87, 0x13, 0, 0, 0];
        Assert.Equal(10_000L * 5_000 * 4, await EstimateAsync(extended));

        using var photo = Pictures.Photo(64, 48);
        byte[] profile = [0xff, 0xe2, 0xff, 0xff, .. new byte[65_533]];
        Assert.Equal(64 * 48 * 4, await EstimateAsync([0xff, 0xd8, .. profile, .. profile, .. photo.Encoded(new JpegEncoder())[2..]]));

        var bomb = photo.Encoded(new PngEncoder());
        (bomb[16], bomb[17], bomb[18], bomb[19]) = (0, 0, 0x75, 0x30);
        (bomb[20], bomb[21], bomb[22], bomb[23]) = (0, 0, 0x75, 0x30);
        Assert.Equal(30_000L * 30_000 * 4, await EstimateAsync(bomb));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no image, but long enough to be looked at by the reader")]
    [InlineData("\u00ff\u00d8\u00ff\u00e1\u0000\u0000 a segment that is shorter than its own length")]
    public async Task What_is_no_image_is_estimated_at_nothing(string text) =>
        Assert.Equal(0, await EstimateAsync(System.Text.Encoding.Latin1.GetBytes(text)));

    [Fact]
    public async Task Images_come_in_in_order_while_their_bytes_fit_and_a_large_one_comes_in_alone()
    {
        var budget = new DecodedBudget(100);
        var small = await budget.EnterAsync(60, CancellationToken.None);
        var large = budget.EnterAsync(1_000, CancellationToken.None);
        var late = budget.EnterAsync(10, CancellationToken.None);
        Assert.False(large.IsCompleted || late.IsCompleted, "Nobody passes one who waits for much.");

        small.Dispose();
        small.Dispose();
        using (await large)
        {
            Assert.False(late.IsCompleted);
        }

        using (await late)
        {
            using var rest = await budget.EnterAsync(90, CancellationToken.None);
        }
    }

    [Fact]
    public async Task One_who_gives_up_waiting_takes_nothing_and_holds_up_nobody()
    {
        var budget = new DecodedBudget(100);
        var first = await budget.EnterAsync(80, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var gaveUp = budget.EnterAsync(90, stop.Token);
        var behind = budget.EnterAsync(20, CancellationToken.None);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp);
        (await behind).Dispose();
        first.Dispose();
        (await budget.EnterAsync(100, CancellationToken.None)).Dispose();
    }

    private static async Task<long> EstimateAsync(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "image");
        await File.WriteAllBytesAsync(path, bytes);
        return await DecodedSize.EstimateAsync(path, CancellationToken.None);
    }
}
