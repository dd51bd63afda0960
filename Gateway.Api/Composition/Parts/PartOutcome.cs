using Gateway.Api.Composition.Parts;

namespace Gateway.Api.Composition;

/// <summary>How a part came to its answer, for <c>Server-Timing</c> and the figures.</summary>
internal enum PartOrigin
{
    Call,

    /// <summary>Kept from an earlier call.</summary>
    Hit,

    /// <summary>Kept, past its time.</summary>
    Stale,

    /// <summary>What the plan puts in place of a part that failed.</summary>
    Fallback,

    /// <summary>Not wanted by this request.</summary>
    None,
}

/// <summary>A part within one request.</summary>
internal readonly record struct PartOutcome(PartAnswer? Answer, PartOrigin Origin, TimeSpan Elapsed, Freshness Freshness, string? Missing = null)
{
    public static PartOutcome NotWanted { get; } = new(null, PartOrigin.None, TimeSpan.Zero, Freshness.Forever);

    /// <summary>Why the part is missing, also where a fallback stands in for it; null where it is there or not wanted.</summary>
    public string? Reason => Missing ?? Answer?.Reason;

    /// <summary>When the part began, after the request: it may have waited for another.</summary>
    public TimeSpan Began { get; init; }

    /// <summary>Calls that were made for it: above 1 with retries, a replay or a hedge; 0 where another request's call served it too.</summary>
    public int Calls { get; init; }

    /// <summary>A further call was sent while one was on its way.</summary>
    public bool IsHedged { get; init; }

    /// <summary>The answer is that of a call which another request had made already.</summary>
    public bool IsShared { get; init; }

    /// <summary>The request asked for the part, not only some other part did.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>There are bytes to show.</summary>
    public bool HasBody => Answer is { Reason: null, IsSkipped: false };

    /// <summary>Neither there nor missing.</summary>
    public bool IsNotWanted => Answer is null || Answer.IsSkipped;

    public ReadOnlySpan<byte> Body => Answer is null ? default : Answer.Body;

    public static PartOutcome Failed(string reason) => new(PartAnswer.Failed(reason), PartOrigin.Call, TimeSpan.Zero, Freshness.Unknown);
}
