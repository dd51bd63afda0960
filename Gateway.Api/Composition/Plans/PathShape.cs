using System.Text.RegularExpressions;

namespace Gateway.Api.Composition.Plans;

/// <summary>What tells addresses apart: <c>/a/{id}</c> and <c>/A/{sku}</c> are the same one.</summary>
internal static partial class PathShape
{
    public static string Of(string path) => Value().Replace(path, "{}").TrimEnd('/').ToUpperInvariant();

    [GeneratedRegex("""\{[^}]*\}""")]
    private static partial Regex Value();
}
