namespace Webhooks;

/// <summary>The tables of this library, in the database of the service that uses it.</summary>
public static class WebhookSchema
{
    /// <summary>Numbered scripts, in order, each to be applied once.</summary>
    public static IReadOnlyList<(string Name, string Sql)> Scripts { get; } = [.. Read()];

    private static IEnumerable<(string Name, string Sql)> Read()
    {
        var assembly = typeof(WebhookSchema).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }
}
