using System.Security.Cryptography;
using Bench.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Bench.Tests.Imaging;

public class PhotographTests
{
    private const int Width = 640;
    private const int Height = 480;

    [Fact]
    public void The_same_seed_draws_the_same_bytes_and_another_seed_others()
    {
        var first = Photograph.Jpeg(Width, Height, seed: 1);

        Assert.Equal(first, Photograph.Jpeg(Width, Height, seed: 1));
        Assert.NotEqual(first, Photograph.Jpeg(Width, Height, seed: 2));
    }

    [Fact]
    public void A_photograph_is_as_hard_to_pack_as_those_of_cameras()
    {
        // 12 megapixels in 3 to 5 MB are 2 to 3.3 bits a pixel.
        var bitsPerPixel = 8.0 * Photograph.Jpeg(Width, Height, seed: 1).Length / (Width * Height);

        Assert.InRange(bitsPerPixel, 1.8, 4.5);
    }

    [Fact]
    public async Task Each_upload_of_one_photograph_has_other_bytes_the_announced_length_and_the_same_pixels()
    {
        var album = PhotographAlbum.Draw(Width, Height, count: 1, seed: 1);

        var (first, second) = (await BytesAsync(album.Next()), await BytesAsync(album.Next()));

        Assert.NotEqual(SHA256.HashData(first), SHA256.HashData(second));
        Assert.Equal(Pixels(first), Pixels(second));
    }

    private static byte[] Pixels(byte[] jpeg)
    {
        using var picture = Image.Load<Rgb24>(jpeg);
        var pixels = new byte[3 * picture.Width * picture.Height];
        picture.CopyPixelDataTo(pixels);
        return pixels;
    }

    private static async Task<byte[]> BytesAsync(UniqueJpeg upload)
    {
        using (upload)
        {
            var bytes = await upload.ReadAsByteArrayAsync();
            Assert.Equal(upload.Length, bytes.Length);
            Assert.Equal(upload.Length, upload.Headers.ContentLength);
            return bytes;
        }
    }
}
