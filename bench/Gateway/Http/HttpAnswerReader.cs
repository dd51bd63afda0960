using System.Globalization;
using System.Text;

namespace Bench.Gateway.Http;

/// <summary>
/// Reads one HTTP/1.1 answer from bytes as they come: its status, and how long its body is. It keeps no body and checks no more than a
/// load needs: the generator shares the cores with what it loads.
/// </summary>
internal sealed class HttpAnswerReader
{
    private const int HeadBytesMax = 16 * 1024;
    private const int NotModified = 304;

    private readonly byte[] head = new byte[HeadBytesMax];
    private readonly ChunkedBody chunks = new();
    private int headLength;
    private bool isInBody;
    private bool isChunked;
    private long bodyLeft;

    /// <summary>Status, such as 200; 0 before the head is there.</summary>
    public int Status { get; private set; }

    /// <summary>Bytes of the body without the framing of chunks.</summary>
    public long BodyBytes { get; private set; }

    /// <summary>Whether the head names a part that is missing: <c>Server-Timing: stock;dur=800.4;desc="timeout"</c>.</summary>
    public bool IsPartial { get; private set; }

    /// <summary><c>ETag</c> of the answer; empty where it has none.</summary>
    public string Tag { get; private set; } = "";

    /// <summary>Forgets the last answer.</summary>
    public void Begin()
    {
        (Status, BodyBytes, IsPartial) = (0, 0, false);
        (headLength, isInBody, isChunked, bodyLeft) = (0, false, false, 0);
        chunks.Begin();
    }

    /// <summary>Takes further bytes; true when the answer is complete.</summary>
    /// <exception cref="InvalidDataException">It is no HTTP/1.1 answer whose length is known.</exception>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        if (isInBody)
        {
            return TakeBody(bytes);
        }

        // The end of the head may lie across two reads, so it is searched in what was kept.
        var kept = Math.Min(bytes.Length, HeadBytesMax - headLength);
        bytes[..kept].CopyTo(head.AsSpan(headLength));
        var end = head.AsSpan(0, headLength + kept).IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            headLength += kept;
            return headLength < HeadBytesMax ? false : throw new InvalidDataException($"The head of the answer is longer than {HeadBytesMax} bytes.");
        }

        var bodyStart = end + 4 - headLength;
        ReadHead(head.AsSpan(0, end + 2));
        isInBody = true;
        return TakeBody(bytes[bodyStart..]);
    }

    private bool TakeBody(ReadOnlySpan<byte> bytes)
    {
        if (isChunked)
        {
            var isWhole = chunks.Take(bytes);
            BodyBytes = chunks.Bytes;
            return isWhole;
        }

        BodyBytes += bytes.Length;
        bodyLeft -= bytes.Length;
        return bodyLeft <= 0;
    }

    // "HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n..."
    private void ReadHead(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("HTTP/1.1 "u8) || text.Length < 12)
        {
            throw new InvalidDataException("The answer does not begin with HTTP/1.1.");
        }

        Status = int.Parse(text.Slice(9, 3), CultureInfo.InvariantCulture);
        isChunked = Header(text, "\r\nTransfer-Encoding:"u8).SequenceEqual("chunked"u8);
        IsPartial = NamesMissing(Header(text, "\r\nServer-Timing:"u8));
        if (Status == NotModified)
        {
            // Its length, where it has one, is that of the body which is not sent.
            return;
        }

        // One that stays the same is not written again: the load asks for one address.
        var tag = Header(text, "\r\nETag:"u8);
        Tag = Ascii.Equals(tag, Tag) ? Tag : Encoding.ASCII.GetString(tag);
        var length = Header(text, "\r\nContent-Length:"u8);
        if (!isChunked && !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out bodyLeft))
        {
            throw new InvalidDataException($"The answer {Status} has no length: {Encoding.ASCII.GetString(text)}");
        }
    }

    /// <summary>A part that has a word beside its time is missing, unless the word is that it was kept.</summary>
    private static bool NamesMissing(ReadOnlySpan<byte> timing)
    {
        var word = ";desc=\""u8;
        for (var at = timing.IndexOf(word); at >= 0; at = timing.IndexOf(word))
        {
            timing = timing[(at + word.Length)..];
            if (!timing.StartsWith("hit\""u8) && !timing.StartsWith("stale\""u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Value of a header written as the servers of this lab write it: Kestrel and nginx agree on the case.</summary>
    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        if (at < 0)
        {
            return [];
        }

        var value = text[(at + name.Length)..];
        return value[..value.IndexOf("\r\n"u8)].Trim((byte)' ');
    }
}
