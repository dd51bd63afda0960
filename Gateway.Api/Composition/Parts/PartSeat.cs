using Gateway.Api.Protection.Overload;

namespace Gateway.Api.Composition.Parts;

/// <summary>A call's place within the limit of its service; the default is one where there is no limit.</summary>
internal struct PartSeat(AdaptiveLimit? limit, AdaptiveLimit.Entry entry)
{
    private AdaptiveLimit? limit = limit;

    /// <summary>Tells the limit how the call ended; only the first time counts.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="opening">What its connection took to open, in ticks of the clock's timestamps: after a quiet time many are opened at once, which is no line.</param>
    public void Leave(CallOutcome outcome, long opening = 0)
    {
        limit?.Leave(entry with { At = entry.At + opening }, outcome);
        limit = null;
    }
}
