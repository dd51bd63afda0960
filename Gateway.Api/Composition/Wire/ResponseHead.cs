using System.Buffers;
using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Api.Composition.Parts;

namespace Gateway.Api.Composition.Wire;

/// <summary>
/// Status line and headers of an answer, as far as a part needs them. Strict (RFC 9112): two readers that see the end of a body at
/// different places are what smuggling lives on, so whatever could be read in two ways is no answer.
/// </summary>
internal struct ResponseHead
{
    /// <summary>Headers that one answer may have.</summary>
    public const int HeadersMax = 100;

    private const int LengthDigitsMax = 18;

    // RFC 9110, 5.6.2: what a name may consist of.
    private static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // RFC 9110, 5.5: a tab is the only control character of a value.
    private static readonly SearchValues<byte> Control =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(code => code != '\t').Append(127).Select(code => (byte)code)]);

    private int types;
    private int age;

    private ResponseHead(int status, bool isHttp11)
    {
        (Status, IsHttp11, KeepsAlive) = (status, isHttp11, isHttp11);
        (Length, age, Freshness) = (-1, -1, Freshness.Unknown);
    }

    public int Status { get; }

    public bool IsHttp11 { get; }

    /// <summary>The connection may carry another call after this answer.</summary>
    public bool KeepsAlive { get; private set; }

    /// <summary>Announced bytes of the body, -1 where none are.</summary>
    public long Length { get; private set; }

    public bool IsChunked { get; private set; }

    /// <summary><c>application/json</c> or <c>+json</c> in UTF-8, not compressed.</summary>
    public bool IsPlainJson { get; private set; }

    public bool IsEncoded { get; private set; }

    public Freshness Freshness { get; private set; }

    /// <param name="head">All lines, each with its line end, without the empty line behind them.</param>
    /// <exception cref="WireException">It is not plain.</exception>
    public static ResponseHead Parse(ReadOnlySpan<byte> head)
    {
        var found = OfStatusLine(NextLine(ref head));
        for (var count = 0; !head.IsEmpty; count++)
        {
            if (count == HeadersMax)
            {
                throw WireException.Malformed($"The answer has more than {HeadersMax} headers.");
            }

            Split(NextLine(ref head), out var name, out var value);
            found.Take(name, value);
        }

        found.Finish();
        return found;
    }

    /// <summary>A line of the form <c>name: value</c>; a space before the colon or at the start of a line is refused.</summary>
    internal static void Split(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(Token))
        {
            throw WireException.Malformed("A header has no name of allowed characters.");
        }

        name = line[..colon];
        value = line[(colon + 1)..].Trim(" \t"u8);
        if (value.ContainsAny(Control))
        {
            throw WireException.Malformed("A header holds a control character.");
        }
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf("\r\n"u8);
        var line = head[..end];
        head = head[(end + 2)..];
        return line;
    }

    // "HTTP/1.1 200 OK"; the words are for people and may be missing.
    private static ResponseHead OfStatusLine(ReadOnlySpan<byte> line)
    {
        const int StatusAt = 9;
        const int StatusEnd = StatusAt + 3;
        var isHttp11 = line.StartsWith("HTTP/1.1 "u8);
        if ((!isHttp11 && !line.StartsWith("HTTP/1.0 "u8)) || line.Length < StatusEnd || (line.Length > StatusEnd && line[StatusEnd] != (byte)' ')
            || line[StatusAt] is < (byte)'1' or > (byte)'9'
            || !Utf8Parser.TryParse(line[StatusAt..StatusEnd], out int status, out var digits) || digits != 3
            || line.ContainsAny(Control))
        {
            throw WireException.Malformed("The answer does not begin as HTTP/1.1 does.");
        }

        return new(status, isHttp11);
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name.Length)
        {
            case 3 when Ascii.EqualsIgnoreCase(name, "age"u8):
                age = Utf8Parser.TryParse(value, out int seconds, out var read) && read == value.Length && seconds >= 0 ? seconds : age;
                break;
            case 10 when Ascii.EqualsIgnoreCase(name, "connection"u8):
                KeepsAlive &= !HasToken(value, "close"u8);
                break;
            case 12 when Ascii.EqualsIgnoreCase(name, "content-type"u8):
                IsPlainJson = ++types == 1 && IsJson(value);
                break;
            case 13 when Ascii.EqualsIgnoreCase(name, "cache-control"u8):
                Freshness = Freshness.With(value);
                break;
            case 14 when Ascii.EqualsIgnoreCase(name, "content-length"u8):
                TakeLength(value);
                break;
            case 16 when Ascii.EqualsIgnoreCase(name, "content-encoding"u8):
                IsEncoded = true;
                break;
            case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                TakeEncoding(value);
                break;
        }
    }

    private void TakeLength(ReadOnlySpan<byte> value)
    {
        if (Length >= 0 || value.Length > LengthDigitsMax || value.ContainsAnyExceptInRange((byte)'0', (byte)'9') || !Utf8Parser.TryParse(value, out long length, out _))
        {
            throw WireException.Malformed("Content-Length is not one number of digits.");
        }

        Length = length;
    }

    private void TakeEncoding(ReadOnlySpan<byte> value)
    {
        if (IsChunked || !IsHttp11 || !Ascii.EqualsIgnoreCase(value, "chunked"u8))
        {
            throw WireException.Malformed("Transfer-Encoding is something else than chunked.");
        }

        IsChunked = true;
    }

    private void Finish()
    {
        if (IsChunked && Length >= 0)
        {
            throw WireException.Malformed("Content-Length and Transfer-Encoding exclude each other.");
        }

        Freshness = age >= 0 ? Freshness.Aged(age) : Freshness;
        IsPlainJson &= !IsEncoded;
    }

    private static bool IsJson(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("application/json"u8) || type.SequenceEqual("application/json; charset=utf-8"u8)
        || (MediaTypeHeaderValue.TryParse(Encoding.Latin1.GetString(type), out var header) && PartBody.IsPlainJson(header));

    private static bool HasToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> token)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(list[range].Trim(" \t"u8), token))
            {
                return true;
            }
        }

        return false;
    }
}
