using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Pooling;

namespace Gateway.Api.Composition.Wire;

/// <summary>One connection to a service: one call after the other, and each to its last byte before the next begins.</summary>
internal sealed class WireConnection(IWireChannel channel, long openedAt) : IPartBytes, IDisposable
{
    /// <summary>Status line and headers of an answer, bytes.</summary>
    public const int HeadBytesMax = 32 * 1024;

    /// <summary>What a connection keeps between its calls.</summary>
    private const int BufferBytes = 4 * 1024;

    /// <summary>Answers before the answer (100, 103) that are passed over.</summary>
    private const int InterimMax = 8;

    private static ReadOnlySpan<byte> EmptyLine => "\r\n\r\n"u8;

    private readonly RequestWriter request = new();
    private byte[] buffer = new byte[BufferBytes];
    private int start;
    private int end;
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

    /// <summary>Sends a request and reads the head of its answer.</summary>
    /// <exception cref="WireException">There is none.</exception>
    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public async ValueTask<ResponseHead> AskAsync(WireRequest asked, byte[] host, Activity? activity)
    {
        (keepsAlive, hasHeard, start, end) = (false, false, 0, 0);
        buffer = buffer.Length > BufferBytes ? new byte[BufferBytes] : buffer;
        request.Write(asked, host, activity);
        try
        {
            for (var rest = request.Written; !rest.IsEmpty;)
            {
                rest = rest[await channel.SendAsync(rest)..];
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            throw Ended(exception);
        }

        for (var interim = 0; interim <= InterimMax; interim++)
        {
            var head = await ReadHeadAsync();
            if (head.Status >= StatusCodes.Status200OK)
            {
                body = BodyFrame.Of(head);
                keepsAlive = head.KeepsAlive && !body.EndsWithConnection;
                IsUsed = true;
                return head;
            }

            if (head.Status == StatusCodes.Status101SwitchingProtocols)
            {
                break;
            }
        }

        throw WireException.Malformed("The service answers something that nobody asked for.");
    }

    /// <summary>Bytes of the body; 0 at its end.</summary>
    /// <exception cref="WireException">It is not whole.</exception>
    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!body.IsOver)
        {
            if (body.Bytes > 0)
            {
                return await ReadBodyAsync(target[..(int)Math.Min(body.Bytes, target.Length)]);
            }

            var taken = body.Advance(buffer.AsSpan(start, end - start));
            start += taken;
            if (taken == 0)
            {
                await FillAsync();
            }
        }

        return 0;
    }

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
                taken = body.Advance(buffer.AsSpan(start, end - start));
            }

            start += taken;
        }
    }

    /// <summary>Ends what is under way, from another thread.</summary>
    public void GiveUp()
    {
        isGivenUp = true;
        channel.Dispose();
    }

    public void Dispose() => channel.Dispose();

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private async ValueTask<ResponseHead> ReadHeadAsync()
    {
        var seen = start;
        while (true)
        {
            var at = buffer.AsSpan(seen, end - seen).IndexOf(EmptyLine);
            if (at >= 0)
            {
                var length = seen - start + at + 2;
                var head = ResponseHead.Parse(buffer.AsSpan(start, length));
                start += length + 2;
                return head;
            }

            if (end - start > HeadBytesMax)
            {
                throw WireException.Malformed($"The headers of the answer are over {HeadBytesMax} bytes.");
            }

            // The empty line may have begun in what is there.
            var unread = Math.Max(0, end - start - (EmptyLine.Length - 1));
            await FillAsync();
            seen = start + unread;
        }
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private async ValueTask<int> ReadBodyAsync(Memory<byte> target)
    {
        var count = Math.Min(end - start, target.Length);
        if (count > 0)
        {
            buffer.AsSpan(start, count).CopyTo(target.Span);
            start += count;
        }
        else
        {
            count = await ReceiveAsync(target);
        }

        if (count == 0 && !body.EndsWithConnection)
        {
            throw Ended(null);
        }

        if (count == 0)
        {
            body.End();
        }

        body.Took(count);
        return count;
    }

    /// <summary>Receives more behind what is not read yet.</summary>
    [AsyncMethodBuilder(typeof(PooledBuilder))]
    private async ValueTask FillAsync()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var count = await ReceiveAsync(buffer.AsMemory(end));
        if (count == 0)
        {
            throw Ended(null);
        }

        end += count;
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private async ValueTask<int> ReceiveAsync(Memory<byte> target)
    {
        try
        {
            var count = await channel.ReceiveAsync(target);
            hasHeard |= count > 0;
            return count;
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            throw Ended(exception);
        }
    }

    private WireException Ended(Exception? inner) => hasHeard
        ? new(WireFault.Broken, "The connection ended within the answer.", inner)
        : new(WireFault.Lost, "The connection ended before an answer.", inner);

    private static bool IsEnd(Exception exception) => exception is SocketException or ObjectDisposedException;
}
