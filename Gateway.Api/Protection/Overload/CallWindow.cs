namespace Gateway.Api.Protection.Overload;

/// <summary>
/// Calls that ended within a stretch of time: how long they took, and how many were under way when each began. Both together tell a line
/// from a slow upstream: in a line, a call takes the longer the more were there before it.
/// </summary>
internal struct CallWindow(long began)
{
    /// <summary>Elasticity from which on calls are said to wait in line: half of what a pure line shows.</summary>
    public const double ElasticityOfLine = 0.5;

    /// <summary>More than a line can show: who finds twice as many before it waits twice as long at most. All stood still for a moment.</summary>
    private const double ElasticityMax = 2;

    /// <summary>Spread of the calls under way, over their mean, below which nothing can be said of what they do to latency.</summary>
    private const double SpreadMin = 0.02;

    /// <summary>Student's t from which on latency and calls under way are no coincidence.</summary>
    private const double Certain = 5;

    private double sumMs;
    private double sumMsMs;
    private double sumUnder;
    private double sumUnderUnder;
    private double sumUnderMs;
    private double sumStillMs;

    public long Began { get; } = began;

    public int Calls { get; private set; }

    /// <summary>Calls whose callers did not wait for the answer.</summary>
    public int GivenUp { get; private set; }

    /// <summary>Most calls that were under way when one began, that one included.</summary>
    public int Most { get; private set; }

    public readonly double MeanMs => sumMs / Calls;

    public readonly double MeanUnder => sumUnder / Calls;

    /// <summary>For how long the gateway stood still while a call was under way; no part of <see cref="MeanMs"/>.</summary>
    public readonly double MeanStillMs => sumStillMs / Calls;

    public readonly bool IsMostlyGivenUp => GivenUp * 2 > Calls;

    /// <summary>
    /// By how many percent latency grew for each percent of more calls under way: about 1 in a line, about 0 where nobody waits. NaN where
    /// the calls say nothing of it.
    /// </summary>
    public readonly double Elasticity
    {
        get
        {
            var under = sumUnderUnder - (sumUnder * MeanUnder);
            var took = sumMsMs - (sumMs * MeanMs);
            var both = sumUnderMs - (sumUnder * MeanMs);
            if (Calls < 3 || Math.Sqrt(under / Calls) < SpreadMin * MeanUnder)
            {
                return double.NaN;
            }

            var r2 = took <= 0 ? 0 : Math.Min(both * both / (under * took), 0.999_999);
            var t = Math.Sqrt(r2 * (Calls - 2) / (1 - r2));
            return t < Certain ? 0 : both / under * MeanUnder / MeanMs;
        }
    }

    /// <summary>Whether calls took the longer, the more were under way when they began.</summary>
    public readonly bool IsLine => Elasticity is >= ElasticityOfLine and <= ElasticityMax;

    public void Note(int under, double tookMs, bool isGivenUp, double stillMs = 0)
    {
        sumStillMs += stillMs;
        Calls++;
        GivenUp += isGivenUp ? 1 : 0;
        Most = Math.Max(Most, under);
        sumMs += tookMs;
        sumMsMs += tookMs * tookMs;
        sumUnder += under;
        sumUnderUnder += (double)under * under;
        sumUnderMs += under * tookMs;
    }
}
