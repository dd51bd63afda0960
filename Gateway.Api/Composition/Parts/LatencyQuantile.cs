namespace Gateway.Api.Composition.Parts;

/// <summary>A quantile of the last 256 times of a part, computed again after every 32.</summary>
internal sealed class LatencyQuantile(double quantile)
{
    private const int Window = 256;
    private const int Every = 32;

    private readonly float[] milliseconds = new float[Window];
    private readonly Lock computing = new();
    private int count;
    private double current = double.NaN;

    /// <summary>The time that this share of calls stays below, in whole milliseconds, or null before there are 32 of them.</summary>
    public TimeSpan? Current => Volatile.Read(ref current) is var found && double.IsNaN(found) ? null : TimeSpan.FromMilliseconds(found);

    public void Record(TimeSpan time)
    {
        var index = (uint)Interlocked.Increment(ref count) - 1;
        milliseconds[index % Window] = (float)time.TotalMilliseconds;
        if ((index + 1) % Every == 0 && computing.TryEnter())
        {
            try
            {
                Compute((int)Math.Min(index + 1, Window));
            }
            finally
            {
                computing.Exit();
            }
        }
    }

    private void Compute(int samples)
    {
        Span<float> sorted = stackalloc float[Window];
        milliseconds.AsSpan(0, samples).CopyTo(sorted);
        sorted = sorted[..samples];
        sorted.Sort();
        // Timers know whole milliseconds, and cut off the rest: where all calls take about as long, that would be a hedge for most of them.
        Volatile.Write(ref current, Math.Ceiling(sorted[Math.Min((int)(quantile * samples), samples - 1)]));
    }
}
