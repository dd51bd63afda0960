namespace Capacity;

/// <summary>How well a service is to work; what the refinement sizes it for. Not in the seed, which adds a flat 20 % instead.</summary>
public sealed record ServiceTargets
{
    /// <summary>Share of the cores or workers that may be busy, on average. 0.7: beyond it waits grow faster than the load.</summary>
    [Input("share", 0.01, 1)]
    public required double UtilisationMax { get; init; }

    /// <summary>
    /// What 99 of 100 may wait at most for a connection of the pool (chat: 10), a worker (imaging: 10,000, the time of a hard image)
    /// or a core (gateway: 5), in milliseconds.
    /// </summary>
    [Input("ms", 0, 86_400_000)]
    public required double WaitMsP99Max { get; init; }
}
