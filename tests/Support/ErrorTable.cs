using System.Reflection;
using System.Text.RegularExpressions;

namespace Support;

/// <summary>Reads <c>docs/errors.md</c>, the one table of all error codes.</summary>
public static partial class ErrorTable
{
    /// <summary>The codes that the constants of <paramref name="errorCodes"/> hold and the table lacks.</summary>
    public static IReadOnlyList<string> MissingFrom(Type errorCodes)
    {
        ArgumentNullException.ThrowIfNull(errorCodes);
        var listed = Code().Matches(File.ReadAllText(Repository.File("docs", "errors.md")))
            .Select(match => match.Groups[1].Value).ToHashSet();
        var declared = CodesOf(errorCodes);
        return declared.Count > 0
            ? [.. declared.Where(code => !listed.Contains(code))]
            : throw new ArgumentException($"{errorCodes} declares no codes.", nameof(errorCodes));
    }

    /// <summary>The codes that the constants of <paramref name="errorCodes"/> hold.</summary>
    public static IReadOnlyList<string> CodesOf(Type errorCodes)
    {
        ArgumentNullException.ThrowIfNull(errorCodes);
        return [.. errorCodes.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];
    }

    [GeneratedRegex("^\\| `([a-z0-9-]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Code();
}
