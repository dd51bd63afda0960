namespace Gateway.Api.Protection.Breakers;

/// <summary>Whether a service is called.</summary>
internal enum BreakerState
{
    /// <summary>It is.</summary>
    Closed,

    /// <summary>One call is under way that decides.</summary>
    HalfOpen,

    /// <summary>It is not.</summary>
    Open,
}

internal static class BreakerStateText
{
    /// <summary>The word for people and programs: <c>closed</c>, <c>half-open</c>, <c>open</c>.</summary>
    public static string Text(this BreakerState state) => state switch
    {
        BreakerState.Open => "open",
        BreakerState.HalfOpen => "half-open",
        _ => "closed",
    };
}
