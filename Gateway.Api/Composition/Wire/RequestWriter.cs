using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Gateway.Api.Composition.Wire;

/// <summary>Writes requests as bytes.</summary>
internal sealed class RequestWriter
{
    /// <summary>The headers that a plan passes on are those of a client, whose own limit is lower.</summary>
    private const int BytesMax = 128 * 1024;

    // What stands in a target without an escape: nothing that could end it or the line.
    private static readonly SearchValues<char> Target =
        SearchValues.Create("!#$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private static readonly SearchValues<char> Control =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(code => code != '\t').Append(127).Select(code => (char)code)]);

    private Memory<byte> buffer;
    private int length;

    /// <summary>The bytes of a request: in <paramref name="room"/> where that is enough.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="host">The lines that every request to this address has.</param>
    /// <param name="activity">The span of the call, or what it belongs to: its context goes along.</param>
    /// <param name="room">Where to write.</param>
    /// <exception cref="InvalidDataException">An address or a header would break out of its line. Both are checked long before.</exception>
    public ReadOnlyMemory<byte> Write(in WireRequest request, ReadOnlySpan<byte> host, Activity? activity, Memory<byte> room)
    {
        if (request.Address.AsSpan().ContainsAnyExcept(Target))
        {
            throw new InvalidDataException("The address of a part holds a character that must be escaped.");
        }

        (buffer, length) = (room, 0);
        Add("GET "u8);
        Add(request.Address);
        Add(" HTTP/1.1\r\n"u8);
        Add(host);
        Add("X-Budget-Ms: "u8);
        Add(request.BudgetMs);
        Add("\r\n"u8);
        foreach (var (name, value) in request.Passed ?? [])
        {
            AddHeader(name, value);
        }

        if (activity is not null)
        {
            DistributedContextPropagator.Current.Inject(activity, this, static (writer, name, value) => ((RequestWriter)writer!).AddHeader(name, value));
        }

        Add("\r\n"u8);
        var written = buffer[..length];
        buffer = default;
        return written;
    }

    private void AddHeader(string name, string value)
    {
        if (value.AsSpan().ContainsAny(Control))
        {
            throw new InvalidDataException($"The header {name} of a part's call holds a control character.");
        }

        Add(name);
        Add(": "u8);
        Add(value);
        Add("\r\n"u8);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        length += bytes.Length;
    }

    private void Add(string text) => length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));

    private void Add(long number)
    {
        const int DigitsMax = 20;
        Utf8Formatter.TryFormat(number, Room(DigitsMax), out var written);
        length += written;
    }

    private Span<byte> Room(int more)
    {
        if (buffer.Length - length < more)
        {
            if (length + more > BytesMax)
            {
                throw new InvalidDataException($"The request of a part has more than {BytesMax} bytes.");
            }

            var wider = new byte[Math.Max(buffer.Length * 2, length + more)];
            buffer[..length].CopyTo(wider);
            buffer = wider;
        }

        return buffer.Span[length..];
    }
}
