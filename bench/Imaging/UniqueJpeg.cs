using System.Net;
using System.Net.Http.Headers;

namespace Bench.Imaging;

/// <summary>
/// A JPEG as the body of a request, with an id in a comment: the same picture to every decoder, other bytes to whoever compares hashes.
/// Without it the second upload would be answered from what the first became.
/// </summary>
internal sealed class UniqueJpeg : HttpContent
{
    private const int MarkerLength = 2;
    private const int IdLength = 16;

    // Start of image, then a comment segment (FF FE) of 2 + 16 bytes.
    private static readonly byte[] Start = [0xff, 0xd8, 0xff, 0xfe, 0x00, 0x12];

    private readonly byte[] jpeg;
    private readonly Guid id;

    public UniqueJpeg(byte[] jpeg, Guid id)
    {
        (this.jpeg, this.id) = (jpeg, id);
        Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
    }

    /// <summary>Bytes that are sent.</summary>
    public long Length => Start.Length + IdLength + jpeg.Length - MarkerLength;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(Start);
        await stream.WriteAsync(id.ToByteArray());
        await stream.WriteAsync(jpeg.AsMemory(MarkerLength));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Length;
        return true;
    }
}
