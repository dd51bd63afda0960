using Gateway.Api.Protection.Overload;

namespace Gateway.Api.Composition.Parts;

/// <summary>A call's place within the limit of its service; the default is one where there is no limit.</summary>
internal struct PartSeat(AdaptiveLimit? limit, AdaptiveLimit.Entry entry)
{
    private AdaptiveLimit? limit = limit;

    /// <summary>Tells the limit how the call ended; only the first time counts.</summary>
    public void Leave(CallOutcome outcome)
    {
        limit?.Leave(entry, outcome);
        limit = null;
    }
}
