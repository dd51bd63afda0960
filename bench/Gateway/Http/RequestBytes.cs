using System.Globalization;
using System.Text;

namespace Bench.Gateway.Http;

/// <summary>
/// Bytes of a request. Where its path holds <c>{id}</c>, every request asks for another one: a gateway that joins calls for the same
/// address that are under way, or keeps answers, would else be measured at work that it does not have.
/// </summary>
internal sealed class RequestBytes
{
    private const string Place = "{id}";

    private readonly byte[] bytes;
    private readonly int place;
    private readonly int firstId;
    private int asked;

    /// <param name="server">Where.</param>
    /// <param name="path">What.</param>
    /// <param name="digits">Of each id, so that requests are of one length; when all ids have been asked for, they begin again.</param>
    /// <param name="tag">What the client has already: it asks whether that still holds.</param>
    public RequestBytes(Uri server, string path, int digits = 7, string? tag = null)
    {
        IsConditional = tag is not null;
        firstId = (int)Math.Pow(10, digits - 1);
        var text = $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAccept: application/json\r\n{(tag is null ? "" : $"If-None-Match: {tag}\r\n")}\r\n";
        place = text.IndexOf(Place, StringComparison.Ordinal);
        bytes = Encoding.ASCII.GetBytes(text.Replace(Place, firstId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    /// <summary>Whether 304 is the answer that is expected.</summary>
    public bool IsConditional { get; }

    /// <summary>Writes the next request into <paramref name="buffer"/>; how long it is.</summary>
    public int WriteNext(Span<byte> buffer)
    {
        bytes.CopyTo(buffer);
        if (place >= 0)
        {
            var id = firstId + (int)((uint)Interlocked.Increment(ref asked) % (9 * (uint)firstId));
            id.TryFormat(buffer[place..], out _, provider: CultureInfo.InvariantCulture);
        }

        return bytes.Length;
    }
}
