using System.Text.Json;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Members of an enumeration as configurations write them: <c>NorthEast</c> is <c>north-east</c>.</summary>
internal static class WrittenNames
{
    /// <summary>Reads a member by its name only: numbers, which <c>Enum.TryParse</c> takes too, are no names.</summary>
    public static bool TryRead<TEnum>(string? text, out TEnum value)
        where TEnum : struct, Enum
    {
        var member = Enum.GetNames<TEnum>().FirstOrDefault(name =>
            name.Equals(text, StringComparison.OrdinalIgnoreCase) || Written(name).Equals(text, StringComparison.OrdinalIgnoreCase));
        value = member is null ? default : Enum.Parse<TEnum>(member);
        return member is not null;
    }

    /// <summary>The member of that name, which the validator has seen.</summary>
    public static TEnum Read<TEnum>(string text)
        where TEnum : struct, Enum =>
        TryRead<TEnum>(text, out var value) ? value : throw new InvalidOperationException($"The validator let '{text}' through.");

    /// <summary>All members but <paramref name="without"/>, for sentences.</summary>
    public static string Of<TEnum>(params TEnum[] without)
        where TEnum : struct, Enum =>
        string.Join(", ", Enum.GetValues<TEnum>().Except(without).Select(value => Written(value.ToString())));

    // The one name whose capitals are no words.
    private static string Written(string name) => name == nameof(OutputFormat.WebP) ? "webp" : JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
