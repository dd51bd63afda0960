using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Api.Delivery;

/// <summary>
/// One client's socket behind a bounded queue. Whoever sends never waits: one pump at a time writes what is queued, and a
/// client that lets the queue fill is told so and cut off, to come back with its positions.
/// </summary>
internal sealed partial class ChatConnection(
    HubConnectionContext socket, DeliveryOptions limits, ChatMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>How long a slow client may take to read why it is cut off.</summary>
    private static readonly TimeSpan CutPatience = TimeSpan.FromMilliseconds(500);

    private readonly Lock exclusive = new();
    private readonly Queue<Outgoing> queue = new();
    private long bytes;
    private long writtenAt = time.GetTimestamp();
    private bool pumping;
    private bool ended;

    /// <summary>Signed-in user; the hub admits nobody else.</summary>
    public string User { get; } = socket.UserIdentifier ?? throw new InvalidOperationException("The hub must require a signed-in user.");

    /// <summary>Who is signed in, as the token says that opened the connection.</summary>
    public ClaimsPrincipal Principal => socket.User;

    /// <summary>Rooms that this connection has joined.</summary>
    /// <remarks>One lock and few slots: a node holds ten thousand of these, and each is joined to a handful.</remarks>
    public ConcurrentDictionary<string, LocalRoom> Rooms { get; } = new(concurrencyLevel: 1, capacity: 3);

    /// <summary>True while something waits to be written.</summary>
    public bool IsBusy
    {
        get
        {
            lock (exclusive)
            {
                return pumping;
            }
        }
    }

    /// <summary>
    /// Writes the message, queues it where another is being written, or cuts the client off where it does not fit. Never waits.
    /// </summary>
    /// <remarks>
    /// Most connections have nothing waiting. What is not put into a queue is not seen by the collector either: a young message in the queue
    /// of an old connection is a place that each collection of the youngest generation has to look at.
    /// </remarks>
    public void Send(Outgoing message)
    {
        lock (exclusive)
        {
            if (ended)
            {
                return;
            }

            if (message.Soft && queue.Count > 0)
            {
                metrics.Dropped();
                return;
            }

            // What is larger than the whole queue may wait alone in it: by itself it says nothing about how fast the client reads.
            if (queue.Count >= limits.QueueMessages || (queue.Count > 0 && bytes + message.Bytes > limits.QueueBytes))
            {
                End();
                _ = CutAsync(ErrorCodes.Slow);
                return;
            }

            writtenAt = time.GetTimestamp();
            if (pumping)
            {
                queue.Enqueue(message);
                bytes += message.Bytes;
                return;
            }

            pumping = true;
        }

        _ = PumpAsync(message);
    }

    /// <summary>Tells the client that the connection lives, where nothing was written for so long. What is being written says it too.</summary>
    public void KeepAlive(TimeSpan silence)
    {
        lock (exclusive)
        {
            if (ended || pumping || time.GetElapsedTime(writtenAt) < silence)
            {
                return;
            }

            (pumping, writtenAt) = (true, time.GetTimestamp());
        }

        _ = PumpAsync(Outgoing.KeepAlive);
    }

    /// <summary>True once nothing is sent any more.</summary>
    public bool IsEnded
    {
        get
        {
            lock (exclusive)
            {
                return ended;
            }
        }
    }

    /// <summary>Says why, and closes the connection.</summary>
    public void Cut(string code)
    {
        lock (exclusive)
        {
            if (ended)
            {
                return;
            }

            End();
        }

        _ = CutAsync(code);
    }

    /// <summary>From here on nothing is sent.</summary>
    public void Close()
    {
        lock (exclusive)
        {
            End();
        }
    }

    private void End()
    {
        ended = true;
        queue.Clear();
        bytes = 0;
    }

    /// <summary>Writes the message and what is queued meanwhile. It ends at once, and allocates nothing, where the socket takes all.</summary>
    private async Task PumpAsync(Outgoing first)
    {
        try
        {
            for (var message = first; message is not null; message = Next())
            {
                await socket.WriteAsync(message.Message);
            }
        }
        catch (Exception exception)
        {
            // The socket is gone; SignalR says so to the hub, which leaves the rooms.
            Log.WriteFailed(logger, socket.ConnectionId, exception);
            Close();
        }
    }

    private Outgoing? Next()
    {
        lock (exclusive)
        {
            if (!queue.TryDequeue(out var message))
            {
                pumping = false;
                return null;
            }

            bytes -= message.Bytes;
            return message;
        }
    }

    private async Task CutAsync(string code)
    {
        metrics.Cut(code);
        Log.Cut(logger, socket.ConnectionId, User, code);
        try
        {
            // Its pipe is full: this waits behind what is already in it, but not for long.
            await socket.WriteAsync(Outgoing.Cut(code).Message).AsTask().WaitAsync(CutPatience, time);
        }
        catch (Exception exception)
        {
            Log.WriteFailed(logger, socket.ConnectionId, exception);
        }

        socket.Abort();
    }
}
