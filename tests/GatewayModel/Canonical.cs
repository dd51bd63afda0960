using System.Text;
using System.Text.Json;

namespace GatewayModel;

/// <summary>JSON without white space, names unescaped, scalars as they were written, order and duplicates kept: bytes that mean the same are the same text.</summary>
internal static class Canonical
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    public static string Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Deep);
        return Of(document.RootElement);
    }

    public static JsonElement Parse(string json) => JsonDocument.Parse(json, Deep).RootElement.Clone();

    public static string Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Join('{', '}', element.EnumerateObject().Select(member => $"{Name(member.Name)}:{Of(member.Value)}")),
        JsonValueKind.Array => Join('[', ']', element.EnumerateArray().Select(Of)),
        _ => element.GetRawText(),
    };

    public static string Name(string name) => JsonSerializer.Serialize(name);

    public static string Object(IEnumerable<(string Name, string Value)> members) => Join('{', '}', members.Select(member => $"{Name(member.Name)}:{member.Value}"));

    public static string Array(IEnumerable<string> items) => Join('[', ']', items);

    private static string Join(char open, char close, IEnumerable<string> items) => new StringBuilder().Append(open).AppendJoin(',', items).Append(close).ToString();
}
