namespace Capacity;

/// <summary>Whether a service fits a server, and what it runs out of first.</summary>
/// <param name="Uses">Each resource that the service needs, in the order of <see cref="Resource"/>.</param>
public sealed record Fit(IReadOnlyList<ResourceUse> Uses)
{
    /// <summary>Whether one server has enough of everything it states.</summary>
    public bool Fits => Uses.All(use => use.Fits);

    /// <summary>The resource with the highest utilisation; on a tie the first in the order of <see cref="Resource"/>.</summary>
    public Resource LimitingResource => Uses.MaxBy(use => use.Utilisation ?? 0)!.Resource;

    /// <summary>
    /// Such servers needed if the load took this many cores: <c>4.286 of 4 cores, up to 2</c>. What no number of servers helps with is
    /// left to <see cref="Fits"/>.
    /// </summary>
    internal int ServersForCores(double cores) =>
        Uses.Select(use => use.Resource == Resource.Cpu ? use with { Shared = cores } : use).Max(use => use.Servers ?? 1);

    /// <summary>Such servers needed for the whole load; <c>null</c> when no number of them is enough.</summary>
    public int? Servers => Uses.Any(use => use.Servers is null) ? null : Uses.Max(use => use.Servers);
}
