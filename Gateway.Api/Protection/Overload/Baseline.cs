namespace Gateway.Api.Protection.Overload;

/// <summary>The latency that an upstream has while nobody waits in line there, ms, as far as it is known.</summary>
internal sealed class Baseline
{
    /// <summary>A line of this length hurts nobody, ms.</summary>
    private const double LineMs = 10;

    private const double QuietWeightMin = 0.05;
    private const double QuickerWeight = 0.3;
    private const double SlowerWeight = 0.5;

    private int quietCalls;

    /// <summary>0 before anything was learnt.</summary>
    public double Ms { get; private set; }

    /// <summary>Latency with a line that is let be: a share of the one without, and never so short that refusing would cost more.</summary>
    public double LongestMs(double share) => Math.Max(Ms * share, Ms + LineMs);

    /// <summary>A call that began while few were under way: nobody stood before it.</summary>
    public void LearnQuiet(double tookMs)
    {
        quietCalls++;
        Ms += Math.Max(1.0 / quietCalls, QuietWeightMin) * (tookMs - Ms);
    }

    /// <summary>Without a line it cannot take longer than it does now.</summary>
    public void LearnQuicker(double meanMs) => Ms += QuickerWeight * (meanMs - Ms);

    /// <summary>An upstream that keeps up with its load for a while takes as long as it takes now.</summary>
    public void LearnSlower(double steadyMs)
    {
        if (Ms > 0 && steadyMs > Ms)
        {
            Ms += SlowerWeight * (steadyMs - Ms);
        }
    }

    /// <summary>It is this: not the number of calls made them slow.</summary>
    public void Set(double meanMs) => Ms = meanMs;

    /// <summary>It is at most this.</summary>
    public void Lower(double meanMs) => Ms = Ms == 0 ? meanMs : Math.Min(Ms, meanMs);
}
