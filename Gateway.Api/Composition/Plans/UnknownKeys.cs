namespace Gateway.Api.Composition.Plans;

/// <summary>Finds keys that the binder would pass over in silence: a mistyped <c>Timout</c> must not mean "the default".</summary>
internal static class UnknownKeys
{
    private static readonly string[] DefaultKeys = Keys<CompositionDefaults>();
    private static readonly string[] CompositionKeys = Keys<CompositionSettings>();
    private static readonly string[] PartKeys = Keys<PartSettings>();
    private static readonly string[] CacheKeys = Keys<CacheSettings>();
    private static readonly string[] EachKeys = Keys<EachSettings>();

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

    private static void Check(IConfigurationSection section, string[] known, Findings findings)
    {
        foreach (var child in section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            findings.Say(PlanRules.UnknownKey, child.Path, $"{child.Path} is unknown; allowed: {string.Join(", ", known)}.");
        }
    }

    private static string[] Keys<T>() => [.. typeof(T).GetProperties().Select(property => property.Name)];
}
