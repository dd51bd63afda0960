namespace Gateway.Api.Composition;

/// <summary>Why a part is missing: the values of <c>_partial</c>, and <c>reason</c> in the problem of a required part.</summary>
internal static class PartReasons
{
    /// <summary>No whole answer within the part's time or the budget.</summary>
    public const string Timeout = "timeout";

    /// <summary>No connection, or no address for the service.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The connection ended before the answer did, or the answer was not HTTP.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The call was not made: the service has as many as it can do, or the gateway has.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The call was not made: the service only fails, and is asked again in a moment.</summary>
    public const string CircuitOpen = "circuit-open";

    /// <summary>The service says that there is no such thing.</summary>
    public const string NotFound = "not-found";

    /// <summary>A status other than 200 and 404.</summary>
    public const string BadStatus = "bad-status";

    /// <summary>200 or 204 without a body.</summary>
    public const string Empty = "empty";

    /// <summary>Not <c>application/json</c> in UTF-8, or compressed although nobody asked for that.</summary>
    public const string WrongContentType = "wrong-content-type";

    /// <summary>The body is over the part's limit.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The body is not exactly one JSON value.</summary>
    public const string NotJson = "not-json";

    /// <summary>The body is JSON, but not of the kind that the plan needs there: no object to merge, no list to join.</summary>
    public const string WrongShape = "wrong-shape";

    /// <summary>The part that it waits for is missing.</summary>
    public const string AfterMissing = "after-missing";

    /// <summary>The request or the other part has no value for its address.</summary>
    public const string NoValue = "no-value";

    /// <summary>The list has more keys than one call takes: further items were not asked for.</summary>
    public const string OverCap = "over-cap";

    /// <summary>A defect of ours; the log has it.</summary>
    public const string Defect = "defect";
}
