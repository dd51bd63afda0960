namespace Capacity;

/// <summary>What is added to a computed need before it is bought.</summary>
/// <remarks>
/// Seed A.2: "375 × 0.1 ≈ 38; add 20 % headroom: ~50". Twenty per cent over 38 is 45.6, so 46; the seed's 50 is reached by
/// declaring pools in steps of ten. Both rules are explicit here: <c>38 × 1.2 = 45.6, up to 46, to the next ten: 50</c>.
/// </remarks>
public sealed record HeadroomRules
{
    /// <summary>Share added to what is needed. Seed A.2 and A.3: 0.2.</summary>
    [Input("share", 0, 10)]
    public required double HeadroomFraction { get; init; }

    /// <summary>Pools are declared in multiples of this many connections. Seed A.2 (from 46 to "~50"): 10.</summary>
    [Input("connections", 1, 1_000)]
    public required int PoolStepConnections { get; init; }

    /// <summary>What a need is multiplied by: <c>1 + 0.2 = 1.2</c>.</summary>
    internal double Factor => 1 + HeadroomFraction;
}
