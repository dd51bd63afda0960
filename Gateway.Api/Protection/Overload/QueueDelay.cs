namespace Gateway.Api.Protection.Overload;

/// <summary>
/// How long work waits for a thread of the gateway, measured by work items that do nothing, 40 a second. What counts is the shortest
/// wait of the last four (CoDel): a burst that is worked off in between is no overload.
/// </summary>
internal sealed class QueueDelay(TimeProvider time) : IDisposable
{
    private const int Kept = 4;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(25);

    /// <summary>No timer is more exact.</summary>
    private static readonly TimeSpan Punctual = TimeSpan.FromMilliseconds(1);

    /// <summary>A wait for a socket's thread is not followed longer: the wait for the pool's own would not be measured meanwhile.</summary>
    private static readonly TimeSpan SocketPatience = TimeSpan.FromSeconds(1);

    private readonly double[] latestMs = new double[Kept];
    private readonly double[] latestOfSocketsMs = new double[Kept];
    private readonly ManualResetEventSlim stopped = new();
    private Thread? thread;
    private int next;
    private double recentMs;
    private double recentOfSocketsMs;
    private double stoodStillMs;

    /// <summary>Is told each new figure, ms.</summary>
    public event Action<double>? Measured;

    /// <summary>What work waited of late, ms, bursts among it: a tenth of a second's mean.</summary>
    public double RecentMs => Volatile.Read(ref recentMs);

    /// <summary>
    /// For how long this process has stood still, ms in all: by so much the thread that measures came late, whether others had its core, the collector
    /// stopped it, or the whole machine paused. Whatever was under way meanwhile has waited as well.
    /// </summary>
    public double StoodStillMs => Volatile.Read(ref stoodStillMs);

    /// <summary>The same of what came for a socket (<see cref="SocketDelay"/>).</summary>
    public double RecentOfSocketsMs => Volatile.Read(ref recentOfSocketsMs);

    public void Start()
    {
        // A thread of its own: a timer would wait in the very queue that it measures.
        thread = new(Run) { IsBackground = true, Name = "queue-delay" };
        thread.Start();
    }

    public void Dispose()
    {
        stopped.Set();
        thread?.Join();
        stopped.Dispose();
    }

    private void Run()
    {
        using var done = new AutoResetEvent(initialState: false);
        using var sockets = SocketDelay.TryCreate(time);
        while (true)
        {
            var slept = time.GetTimestamp();
            if (stopped.Wait(Period))
            {
                return;
            }

            var posted = time.GetTimestamp();
            Volatile.Write(ref stoodStillMs, stoodStillMs + Math.Max(0, (time.GetElapsedTime(slept, posted) - Period - Punctual).TotalMilliseconds));
            ThreadPool.UnsafeQueueUserWorkItem(static done => done.Set(), done, preferLocal: false);
            done.WaitOne();
            Note(time.GetElapsedTime(posted).TotalMilliseconds);
            latestOfSocketsMs[next % Kept] = sockets?.Measure(SocketPatience) ?? 0;
            Volatile.Write(ref recentOfSocketsMs, latestOfSocketsMs.Average());
        }
    }

    private void Note(double waitedMs)
    {
        latestMs[next++ % Kept] = waitedMs;
        Volatile.Write(ref recentMs, latestMs.Average());
        Measured?.Invoke(latestMs.Min());
    }
}
