namespace Gateway.Api.Protection.Overload;

/// <summary>
/// A limit that was lowered and must show that this was right: with fewer calls under way each must take less time. Where it does not, the
/// upstream is slow by itself, and refusing calls helps nobody.
/// </summary>
/// <param name="from">The limit that stood before.</param>
/// <param name="before">The window that ended with the cut.</param>
/// <param name="begun">Of its calls those that began in it as well.</param>
/// <param name="ownMs">What of a call's time was no matter of the upstream.</param>
/// <param name="perMs">What the upstream did before, calls per ms.</param>
/// <param name="at">When the limit was lowered.</param>
/// <param name="time">The clock.</param>
internal sealed class LimitTrial(int from, CallWindow before, CallWindow begun, double ownMs, double perMs, long at, TimeProvider time)
{
    /// <summary>Calls under way over those before: from here on there is no difference to judge by.</summary>
    private const double TooAlike = 0.85;

    private const double UpstreamShareMin = 0.25;
    private const double PartMsMax = 500;
    private static readonly TimeSpan PartLeast = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private CallWindow calls;

    /// <summary>
    /// The calls that began in the window before the cut, which end partly during the trial. A line that has just begun to build is seen in them alone: those that
    /// ended before had hardly any calls before them. All of them count, since the last to end are the slow ones in any case.
    /// </summary>
    private CallWindow last = begun;

    /// <summary>Calls are the trial's if they began within the first part of it, as long as a call took before; so long again it waits for their end. Those that end first are no fair sample.</summary>
    private readonly TimeSpan part = TimeSpan.FromMilliseconds(Math.Min(before.MeanMs, PartMsMax));
    private long began;

    public int From => from;

    /// <summary>Whether a line was seen that made the limit be cut; else one is looked for.</summary>
    public bool IsCut { get; init; }

    /// <summary>The most that the upstream is known to do, calls per ms.</summary>
    public double PerMs { get; private set; } = perMs;

    public int Calls => calls.Calls;

    /// <summary>For how long the gateway itself kept a call waiting in that window, ms.</summary>
    public double OwnMsBefore => ownMs + before.MeanStillMs;

    /// <summary>What a call took at the upstream in the window that ended with the cut, ms.</summary>
    public double MsBefore => Rest(before.MeanMs, ownMs);

    public bool IsMostlyGivenUp => calls.IsMostlyGivenUp;

    /// <summary>Whether fewer calls under way were each answered sooner, by the upstream: that the gateway has less to do shows nothing of it.</summary>
    /// <param name="ownMsNow">What of a call's time is no matter of the upstream now.</param>
    public bool ShowsLine(double ownMsNow)
    {
        var then = last.Calls >= AdaptiveLimit.CallsMin ? last : before;
        var fewer = calls.MeanUnder / then.MeanUnder;
        return fewer > TooAlike || Math.Log(UpstreamMs(ownMsNow) / Rest(then.MeanMs, ownMs)) / Math.Log(fewer) >= CallWindow.ElasticityOfLine;
    }

    /// <summary>What a call of the trial took at the upstream, ms.</summary>
    /// <param name="ownMsNow">What of a call's time is no matter of it now.</param>
    public double UpstreamMs(double ownMsNow) => Rest(calls.MeanMs, ownMsNow);

    /// <summary>What the gateway waits for is a guess: a part of each call is the upstream's in any case.</summary>
    private static double Rest(double callMs, double ownMs) => Math.Max(callMs - ownMs, callMs * UpstreamShareMin);

    /// <summary>
    /// What the upstream does now: while a line is worked off more than in the moment before, when the line had only begun, and under a lower limit maybe less.
    /// </summary>
    public void Did(double nowPerMs) => PerMs = Math.Max(PerMs, nowPerMs);

    /// <summary>The line of before is gone: what begins now is the trial's.</summary>
    public void Begin(long now) => began = began == 0 ? now : began;

    public void Note(AdaptiveLimit.Entry entry, double callMs, bool isGivenUp)
    {
        if (entry.At >= before.Began && entry.At < at)
        {
            last.Note(entry.Under, callMs, isGivenUp);
        }

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
