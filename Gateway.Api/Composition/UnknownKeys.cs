namespace Gateway.Api.Composition;

/// <summary>Finds keys that the binder would pass over in silence: a mistyped <c>Timout</c> must not mean "the default".</summary>
internal static class UnknownKeys
{
    private static readonly string[] DefaultKeys = Keys<CompositionDefaults>();
    private static readonly string[] CompositionKeys = Keys<CompositionSettings>();
    private static readonly string[] PartKeys = Keys<PartSettings>();

    public static IEnumerable<string> Find(IConfiguration gateway)
    {
        var compositions = gateway.GetSection("Compositions").GetChildren().ToList();
        var parts = compositions.SelectMany(composition => composition.GetSection("Parts").GetChildren());
        return [
            .. Among(gateway.GetSection("CompositionDefaults"), DefaultKeys),
            .. compositions.SelectMany(composition => Among(composition, CompositionKeys)),
            .. parts.SelectMany(part => Among(part, PartKeys)),
        ];
    }

    private static IEnumerable<string> Among(IConfigurationSection section, string[] known) =>
        from child in section.GetChildren()
        where !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
        select $"{child.Path} is unknown; allowed: {string.Join(", ", known)}.";

    private static string[] Keys<T>() => [.. typeof(T).GetProperties().Select(property => property.Name)];
}
