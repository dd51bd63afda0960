using System.Text.RegularExpressions;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Removes the query of an address that carries a secret: a SAS (<c>sig=</c>) or a hub token (<c>access_token=</c>).
/// </summary>
public static partial class SecretQuery
{
    private const string Removed = "?(removed)";

    /// <summary>The text without the queries that carry a secret; the same instance where there is none.</summary>
    public static string Remove(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return MayCarry(text) ? BareQuery().Replace(WholeQuery().Replace(text, Removed), Removed) : text;
    }

    /// <summary>True where the text may hold a secret; cheap enough for every attribute of every record.</summary>
    public static bool MayCarry(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains("sig=", StringComparison.OrdinalIgnoreCase)
            || text.Contains("access_token=", StringComparison.OrdinalIgnoreCase);
    }

    // "http://host/hubs/chat?id=1&access_token=eyJ...": everything from the question mark on.
    [GeneratedRegex("""\?[^\s"'<>]*?(?:sig|access_token)=[^\s"'<>]*""", RegexOptions.IgnoreCase)]
    private static partial Regex WholeQuery();

    // "id=1&access_token=eyJ...", as the span attribute url.query has it, without its question mark.
    [GeneratedRegex("""[^\s"'<>?]*\b(?:sig|access_token)=[^\s"'<>]*""", RegexOptions.IgnoreCase)]
    private static partial Regex BareQuery();
}
