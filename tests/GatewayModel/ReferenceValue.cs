using System.Text.Json;
using System.Text.RegularExpressions;

namespace GatewayModel;

/// <summary>Values inside documents, by <see cref="JsonElement"/>.</summary>
internal static partial class ReferenceValue
{
    private const int ItemsMax = 100;

    public static JsonElement? Find(JsonElement value, string path)
    {
        JsonElement? found = value;
        foreach (Match step in Step().Matches(path))
        {
            found = step.Groups["index"] is { Success: true } index ? Item(found, int.Parse(index.Value)) : Member(found, step.Groups["name"].Value);
        }

        return found;
    }

    /// <summary>A scalar's text, or null.</summary>
    public static string? Text(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.String => StringOf(value.Value),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.Value.GetRawText(),
        _ => null,
    };

    /// <summary>What the value is in an address, or null where it has no place there.</summary>
    public static string? AddressText(JsonElement? value)
    {
        if (Text(value) is { Length: > 0 } text)
        {
            return FitsAddress(text) ? text : null;
        }

        if (value is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() is 0 or > ItemsMax)
        {
            return null;
        }

        var items = list.EnumerateArray().Select(item => Text(item)).ToList();
        return items.TrueForAll(item => item is not null && FitsAddress(item)) ? string.Join(',', items) : null;
    }

    public static bool FitsAddress(string text) =>
        text.Length is > 0 and <= 256 && !text.Any(char.IsControl) && text.EnumerateRunes().All(rune => rune.Value != 0xFFFD || text.Contains('\uFFFD'));

    /// <summary>The value with its member <paramref name="name"/> (the last of that name) replaced.</summary>
    public static string Replace(JsonElement value, string name, Func<JsonElement, string> replace)
    {
        var members = value.EnumerateObject().ToList();
        var last = members.FindLastIndex(member => member.Name == name);
        return Canonical.Object(members.Select((member, index) => (member.Name, index == last ? replace(member.Value) : Canonical.Of(member.Value))));
    }

    private static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Member(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var member) ? member : null;

    private static JsonElement? Item(JsonElement? value, int index) =>
        value is { ValueKind: JsonValueKind.Array } found && index < found.GetArrayLength() ? found[index] : null;

    [GeneratedRegex(@"\[(?<index>[0-9]+)\]|(?<name>[A-Za-z_]+)")]
    private static partial Regex Step();
}
