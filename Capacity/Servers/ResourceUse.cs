namespace Capacity;

/// <summary>What a service needs of one resource, against what one server has of it.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="PerServer">Needed on every server, however many share the load (a base memory). Unit: <paramref name="Unit"/>.</param>
/// <param name="Shared">Needed in total; more servers divide it. Unit: <paramref name="Unit"/>.</param>
/// <param name="Available">What one server has; <c>null</c>: not stated, so not judged.</param>
/// <param name="Unit"><c>cores</c>, <c>MB</c>, <c>images</c> and the like.</param>
public sealed record ResourceUse(Resource Resource, double PerServer, double Shared, double? Available, string Unit)
{
    /// <summary>Needed if one server carries everything: <c>500 + 10 = 510</c> MB.</summary>
    public double Needed => PerServer + Shared;

    /// <summary>Share of the server that is used: <c>1.2 / 8 = 0.15</c>; <c>null</c> if the server does not say what it has.</summary>
    public double? Utilisation => Needed / Available;

    /// <summary>Whether one server has enough.</summary>
    public bool Fits => Utilisation is not { } utilisation || Math.Round(utilisation, 9) <= 1;

    /// <summary>
    /// Such servers needed: shared need over what a server has left after its own, <c>12 / 8 = 1.5, up to 2</c>; <c>null</c>
    /// when no number is enough, because what every server needs already fills one.
    /// </summary>
    public int? Servers => Available switch
    {
        null => 1,
        _ when Fits => 1,
        { } available when available <= PerServer => null,
        { } available => Rounding.Up(Shared / (available - PerServer)),
    };
}
