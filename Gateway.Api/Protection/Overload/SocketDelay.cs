using System.Net;
using System.Net.Sockets;

namespace Gateway.Api.Protection.Overload;

/// <summary>
/// How long what has come for a socket waits until a thread hears of it, measured by sockets of the gateway's own that get a byte. Where what waits for a
/// socket goes on there and then (<see cref="Composition.Wire.InlineCompletions"/>), most of the gateway's work is done by those threads, and the queue of
/// the thread pool shows nothing of it.
/// </summary>
internal sealed class SocketDelay : IDisposable
{
    /// <summary>The runtime deals sockets out to its threads in turn, one or two for each core.</summary>
    private static readonly int PairsMax = Math.Min(Environment.ProcessorCount, 8);

    private readonly TimeProvider time;
    private readonly Pair[] pairs;
    private int next;

    private SocketDelay(TimeProvider time)
    {
        this.time = time;
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        pairs = [.. Enumerable.Range(0, PairsMax).Select(_ => new Pair(listener))];
    }

    /// <summary>One, or null where there are no sockets to be had.</summary>
    public static SocketDelay? TryCreate(TimeProvider time)
    {
        try
        {
            return new(time);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Sends a byte and waits until it is heard of; the time, ms, at most <paramref name="patience"/>.</summary>
    public double Measure(TimeSpan patience)
    {
        var began = time.GetTimestamp();
        pairs[next++ % pairs.Length].Exchange(patience);
        return time.GetElapsedTime(began).TotalMilliseconds;
    }

    public void Dispose()
    {
        foreach (var pair in pairs)
        {
            pair.Dispose();
        }
    }

    /// <summary>Two ends of one connection.</summary>
    private sealed class Pair : IDisposable
    {
        private static readonly byte[] One = [1];

        private readonly Socket near = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly Socket far;
        private readonly AutoResetEvent heard = new(initialState: false);

        public Pair(Socket listener)
        {
            near.Connect(listener.LocalEndPoint!);
            far = listener.Accept();
            _ = HearAsync();
        }

        public void Exchange(TimeSpan patience)
        {
            near.Send(One);
            heard.WaitOne(patience);
        }

        public void Dispose()
        {
            near.Dispose();
            far.Dispose();
            // The event is left to the collector: the other end may be about to set it.
        }

        private async Task HearAsync()
        {
            var buffer = new byte[16];
            try
            {
                while (await far.ReceiveAsync(buffer) > 0)
                {
                    heard.Set();
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The gateway ends.
            }
        }
    }
}
