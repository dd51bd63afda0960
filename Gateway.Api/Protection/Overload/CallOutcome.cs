namespace Gateway.Api.Protection.Overload;

/// <summary>How a call ended, as far as its latency is concerned.</summary>
internal enum CallOutcome
{
    /// <summary>The upstream answered.</summary>
    Answered,

    /// <summary>The caller did not wait for the answer.</summary>
    GivenUp,

    /// <summary>No connection, a broken one, or an error of the upstream.</summary>
    Failed,
}
