namespace Gateway.Api.Composition.Plans;

/// <summary>Finds keys that the binder would pass over in silence: a mistyped <c>Timout</c> must not mean "the default".</summary>
internal static class UnknownKeys
{
    private static readonly Dictionary<string, bool> DefaultKeys = Keys<CompositionDefaults>();
    private static readonly Dictionary<string, bool> CompositionKeys = Keys<CompositionSettings>();
    private static readonly Dictionary<string, bool> PartKeys = Keys<PartSettings>();
    private static readonly Dictionary<string, bool> CacheKeys = Keys<CacheSettings>();
    private static readonly Dictionary<string, bool> EachKeys = Keys<EachSettings>();

    public static void Find(IConfiguration gateway, Findings findings)
    {
        Check(gateway.GetSection("CompositionDefaults"), DefaultKeys, findings);
        foreach (var composition in gateway.GetSection("Compositions").GetChildren())
        {
            Check(composition, CompositionKeys, findings);
            foreach (var part in composition.GetSection("Parts").GetChildren())
            {
                Check(part, PartKeys, findings);
                Check(part.GetSection("Cache"), CacheKeys, findings);
                Check(part.GetSection("Each"), EachKeys, findings);
            }
        }
    }

    private static void Check(IConfigurationSection section, Dictionary<string, bool> known, Findings findings)
    {
        foreach (var child in section.GetChildren())
        {
            if (!known.TryGetValue(child.Key, out var isValue))
            {
                findings.Say(PlanRules.UnknownKey, child.Path, $"{child.Path} is unknown; allowed: {string.Join(", ", known.Keys)}.");
            }
            else if (isValue && child.GetChildren().Any())
            {
                // The binder's own words name no key here.
                findings.Say(PlanRules.ValueType, child.Path, $"{child.Path} is an object; allowed: one value.");
            }
        }
    }

    /// <summary>The keys of a section, and which of them hold one value.</summary>
    private static Dictionary<string, bool> Keys<T>() => typeof(T).GetProperties().ToDictionary(
        property => property.Name, property => IsValue(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType), StringComparer.OrdinalIgnoreCase);

    private static bool IsValue(Type type) => type.IsPrimitive || type == typeof(string) || type == typeof(TimeSpan);
}
