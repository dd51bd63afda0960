namespace Gateway.Api.Protection.Overload;

/// <summary>
/// A limit that was lowered and must show that this was right: with fewer calls under way each must take less time. Where it does not, the
/// upstream is slow by itself, and refusing calls helps nobody.
/// </summary>
/// <param name="from">The limit that stood before.</param>
/// <param name="under">Calls under way before, mean.</param>
/// <param name="tookMs">What a call took before, mean.</param>
/// <param name="ownMs">What of it was no matter of the upstream.</param>
/// <param name="perMs">What the upstream did before, calls per ms: what it does under a lower limit may be less.</param>
/// <param name="at">When the limit was lowered.</param>
/// <param name="time">The clock.</param>
internal sealed class LimitTrial(int from, double under, double tookMs, double ownMs, double perMs, long at, TimeProvider time)
{
    /// <summary>Calls under way over those before: from here on there is no difference to judge by.</summary>
    private const double TooAlike = 0.85;

    private const double UpstreamShareMin = 0.25;
    private const double PartMsMax = 500;
    private static readonly TimeSpan PartLeast = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private CallWindow calls;

    /// <summary>Calls are the trial's if they began within the first part of it, as long as a call took before; so long again it waits for their end. Those that end first are no fair sample.</summary>
    private readonly TimeSpan part = TimeSpan.FromMilliseconds(Math.Min(tookMs, PartMsMax));
    private long began;

    public int From => from;

    public double PerMs => perMs;

    public int Calls => calls.Calls;

    public bool IsMostlyGivenUp => calls.IsMostlyGivenUp;

    /// <summary>Whether fewer calls under way were each answered sooner, by the upstream: that the gateway has less to do shows nothing of it.</summary>
    /// <param name="ownMsNow">What of a call's time is no matter of the upstream now.</param>
    public bool ShowsLine(double ownMsNow)
    {
        var fewer = calls.MeanUnder / under;
        return fewer > TooAlike || Math.Log(UpstreamMs(ownMsNow) / Rest(tookMs, ownMs)) / Math.Log(fewer) >= CallWindow.ElasticityOfLine;
    }

    /// <summary>What a call of the trial took at the upstream, ms.</summary>
    /// <param name="ownMsNow">What of a call's time is no matter of it now.</param>
    public double UpstreamMs(double ownMsNow) => Rest(calls.MeanMs, ownMsNow);

    /// <summary>What the gateway waits for is a guess: a part of each call is the upstream's in any case.</summary>
    private static double Rest(double callMs, double ownMs) => Math.Max(callMs - ownMs, callMs * UpstreamShareMin);

    /// <summary>The line of before is gone: what begins now is the trial's.</summary>
    public void Begin(long now) => began = began == 0 ? now : began;

    public void Note(AdaptiveLimit.Entry entry, double callMs, bool isGivenUp)
    {
        if (began != 0 && entry.At >= began && time.GetElapsedTime(began, entry.At) <= part + PartLeast)
        {
            calls.Note(entry.Under, callMs, isGivenUp);
        }
    }

    /// <summary>Whether enough was seen, or it takes too long.</summary>
    public bool IsOver(long now) =>
        time.GetElapsedTime(at, now) >= Longest
        || (began != 0 && calls.Calls >= AdaptiveLimit.CallsMin && time.GetElapsedTime(began, now) >= (2 * part) + PartLeast);
}
