using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Gateway.Api.Protection;

/// <summary>
/// One of a kind for each service, made when it is first asked for. Services come from the configuration; a bound keeps a defect there
/// from growing this for ever: those beyond it share one.
/// </summary>
/// <param name="make">Makes the one of a service.</param>
/// <param name="others">Shared by the services beyond the bound.</param>
internal sealed class PerService<T>(Func<string, T> make, T others)
    where T : class
{
    private const int ServicesMax = 1_000;

    private readonly ConcurrentDictionary<string, T> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that were asked for.</summary>
    public IEnumerable<KeyValuePair<string, T>> Known => known;

    /// <summary>The one of a service by its name, which for routes that pass through is the name of the cluster.</summary>
    public T Of(string service) =>
        known.TryGetValue(service, out var found) ? found
        : known.Count >= ServicesMax ? others
        : known.GetOrAdd(service, make);

    public bool TryFind(string service, [MaybeNullWhen(false)] out T found) => known.TryGetValue(service, out found);

    /// <summary>Makes room for a new one; false where another has taken the place of <paramref name="old"/> already.</summary>
    public bool Forget(string service, T old) => known.TryRemove(new(service, old));
}
