using System.Text;
using Gateway.Api.Composition.Wire;

namespace Gateway.Api.Tests.Composition.Wire;

/// <summary>A connection whose other end has said everything already; it comes in pieces of a given size, and then the connection ends.</summary>
internal sealed class PiecesChannel(string said, int size) : IWireChannel
{
    private readonly byte[] bytes = Encoding.Latin1.GetBytes(said);
    private int given;

    public bool IsQuiet => given == bytes.Length;

    public StringBuilder Asked { get; } = new();

    public bool IsClosed { get; private set; }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var taken = Math.Min(size, bytes.Length);
        Asked.Append(Encoding.Latin1.GetString(bytes.Span[..taken]));
        return new(taken);
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        await Task.Yield();
        var count = Math.Min(Math.Min(size, buffer.Length), bytes.Length - given);
        bytes.AsSpan(given, count).CopyTo(buffer.Span);
        given += count;
        return count;
    }

    public void Dispose() => IsClosed = true;
}
