using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Pooling;

namespace Gateway.Api.Composition.Wire;

/// <summary>One connection to a service: one call after the other, and each to its last byte before the next begins.</summary>
/// <remarks>
/// Its buffer is lent by <paramref name="buffers"/> from the first byte of a call until <see cref="Rest"/>, and lies outside of what a collection moves:
/// a spike opens thousands of connections within a second, and their buffers were most of what it had to copy.
/// </remarks>
internal sealed class WireConnection(IWireChannel channel, long openedAt, MemoryPool<byte> buffers) : IPartBytes, IDisposable
{
    /// <summary>Status line and headers of an answer, bytes.</summary>
    public const int HeadBytesMax = 32 * 1024;

    /// <summary>What a call is lent: its request, and then the head of its answer with the body's first part.</summary>
    private const int BufferBytes = 4 * 1024;

    /// <summary>Answers before the answer (100, 103) that are passed over.</summary>
    private const int InterimMax = 8;

    private static ReadOnlySpan<byte> EmptyLine => "\r\n\r\n"u8;

    private readonly RequestWriter request = new();
    private IMemoryOwner<byte>? lent;
    private Memory<byte> buffer;
    private int start;
    private int end;
    private int seen;
    private int interim;
    private BodyFrame body;
    private bool keepsAlive;
    private bool hasHeard;
    private volatile bool isGivenUp;

    public long OpenedAt { get; } = openedAt;

    /// <summary>When its last call ended.</summary>
    public long IdleSince { get; set; }

    /// <summary>It has carried a call before: the service may have closed it meanwhile, which is nobody's fault.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Nobody has closed it, nothing has come unasked.</summary>
    public bool IsQuiet => channel.IsQuiet;

    /// <summary>The answer was read to its last byte, nothing followed it, and neither side wants the connection closed.</summary>
    public bool MayCarryAnother => keepsAlive && body.IsOver && start == end && !isGivenUp;

    /// <summary>Status line and headers of the answer that is being read.</summary>
    public ResponseHead Head { get; private set; }

    /// <summary>Sends a request and reads the head of its answer.</summary>
    /// <remarks>One method and not several: this is where a call waits, and each method that waits around another costs as much again.</remarks>
    /// <exception cref="WireException">There is none.</exception>
    [AsyncMethodBuilder(typeof(PooledBuilder))]
    public async ValueTask AskAsync(WireRequest asked, byte[] host, Activity? activity)
    {
        (keepsAlive, hasHeard, start, end, seen, interim) = (false, false, 0, 0, 0, 0);
        buffer = (lent ??= buffers.Rent(BufferBytes)).Memory;
        try
        {
            for (var rest = request.Write(asked, host, activity, buffer); !rest.IsEmpty;)
            {
                rest = rest[await channel.SendAsync(rest)..];
            }

            while (!TryReadHead())
            {
                Came(await channel.ReceiveAsync(Room()));
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            throw Ended(exception);
        }
    }

    /// <summary>Bytes of the body; 0 at its end.</summary>
    /// <exception cref="WireException">It is not whole.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken) =>
        body.IsOver ? new(0)
        : body.Bytes > 0 && start < end ? new(Take(target.Span))
        : ReceiveBodyAsync(target);

    /// <summary>Passes over a body that nobody wants as far as it is there: what is not is not waited for.</summary>
    /// <exception cref="WireException">It is no body.</exception>
    public void PassOver()
    {
        var taken = 1;
        while (!body.IsOver && taken > 0 && start < end)
        {
            if (body.Bytes > 0)
            {
                taken = (int)Math.Min(body.Bytes, end - start);
                body.Took(taken);
            }
            else
            {
                taken = body.Advance(buffer.Span[start..end]);
            }

            start += taken;
        }
    }

    /// <summary>The call is over: nothing of it is read any more. To be called by whoever has the connection, never while a byte may still come into its buffer.</summary>
    public void Rest()
    {
        (buffer, start, end) = (default, 0, 0);
        lent?.Dispose();
        lent = null;
    }

    /// <summary>Ends what is under way, from another thread.</summary>
    public void GiveUp()
    {
        isGivenUp = true;
        channel.Dispose();
    }

    public void Dispose() => channel.Dispose();

    /// <summary>True where the head of the answer is there, and <see cref="Head"/> is it; answers before the answer are passed over.</summary>
    private bool TryReadHead()
    {
        for (var at = FindEmptyLine(); at >= 0; at = FindEmptyLine())
        {
            Head = ResponseHead.Parse(buffer.Span.Slice(start, at + 2 - start));
            start = seen = at + EmptyLine.Length;
            if (Head.Status >= StatusCodes.Status200OK)
            {
                body = BodyFrame.Of(Head);
                keepsAlive = Head.KeepsAlive && !body.EndsWithConnection;
                IsUsed = true;
                return true;
            }

            if (Head.Status == StatusCodes.Status101SwitchingProtocols || ++interim > InterimMax)
            {
                throw WireException.Malformed("The service answers something that nobody asked for.");
            }
        }

        return false;
    }

    /// <summary>Where the empty line behind a head begins, or -1.</summary>
    private int FindEmptyLine()
    {
        var at = buffer.Span[seen..end].IndexOf(EmptyLine);
        if (at >= 0)
        {
            return seen + at;
        }

        if (end - start > HeadBytesMax)
        {
            throw WireException.Malformed($"The headers of the answer are over {HeadBytesMax} bytes.");
        }

        // The empty line may have begun in what is there.
        seen = Math.Max(start, end - (EmptyLine.Length - 1));
        return -1;
    }

    /// <summary>Bytes of the body that are there already.</summary>
    private int Take(Span<byte> target)
    {
        var count = (int)Math.Min(Math.Min(end - start, target.Length), body.Bytes);
        buffer.Span.Slice(start, count).CopyTo(target);
        start += count;
        body.Took(count);
        return count;
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private async ValueTask<int> ReceiveBodyAsync(Memory<byte> target)
    {
        try
        {
            while (!body.IsOver)
            {
                if (body.Bytes > 0)
                {
                    return start < end ? Take(target.Span)
                        : TookBody(await channel.ReceiveAsync(target[..(int)Math.Min(body.Bytes, target.Length)]));
                }

                var taken = body.Advance(buffer.Span[start..end]);
                start += taken;
                if (taken == 0)
                {
                    Came(await channel.ReceiveAsync(Room()));
                }
            }

            return 0;
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            throw Ended(exception);
        }
    }

    /// <summary>Bytes of the body came, past our own buffer.</summary>
    private int TookBody(int count)
    {
        if (count > 0)
        {
            body.Took(count);
        }
        else if (body.EndsWithConnection)
        {
            body.End();
        }
        else
        {
            throw Ended(null);
        }

        return count;
    }

    /// <summary>Room for more behind what is not read yet.</summary>
    private Memory<byte> Room()
    {
        if (start > 0)
        {
            buffer[start..end].CopyTo(buffer);
            (start, end, seen) = (0, end - start, seen - start);
        }

        if (end == buffer.Length)
        {
            var wider = new byte[buffer.Length * 2];
            buffer.CopyTo(wider);
            buffer = wider;
        }

        return buffer[end..];
    }

    /// <summary>So many bytes came into <see cref="Room"/>.</summary>
    private void Came(int count)
    {
        if (count == 0)
        {
            throw Ended(null);
        }

        hasHeard = true;
        end += count;
    }

    private WireException Ended(Exception? inner) => hasHeard
        ? new(WireFault.Broken, "The connection ended within the answer.", inner)
        : new(WireFault.Lost, "The connection ended before an answer.", inner);

    private static bool IsEnd(Exception exception) => exception is SocketException or ObjectDisposedException;
}
