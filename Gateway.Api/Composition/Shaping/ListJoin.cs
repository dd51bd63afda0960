using System.Text;
using System.Text.Json;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Values;

namespace Gateway.Api.Composition.Shaping;

/// <summary>Spreads the elements of one answer over the items of a list in another: each item gets the element with its key.</summary>
/// <param name="Host">Index of the part that holds the list.</param>
/// <param name="List">Where the list is.</param>
/// <param name="Key">Member of an item that is its key.</param>
/// <param name="Match">Member of an element that is its key.</param>
/// <param name="As">Member that an item gets.</param>
/// <param name="Max">Keys that are asked for at most.</param>
internal sealed record ListJoin(int Host, JsonPath List, string Key, string Match, string As, int Max)
{
    private readonly byte[] key = Encoding.UTF8.GetBytes(Key);
    private readonly byte[] match = Encoding.UTF8.GetBytes(Match);
    private readonly byte[] asName = Encoding.UTF8.GetBytes(As);
    private readonly byte[] member = Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(As)}\":");

    /// <summary>
    /// The different keys of the list, in its order, at most <see cref="Max"/>; null where there is no list.
    /// </summary>
    public IReadOnlyList<string>? Keys(ReadOnlySpan<byte> host, out bool isOverCap)
    {
        isOverCap = false;
        if (!IsListIn(host))
        {
            return null;
        }

        var list = List.Find(host);
        var keys = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var reader = JsonValue.Read(list);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (KeyAt(ref reader, list, key) is { Length: > 0 } found && seen.Add(found))
            {
                isOverCap |= keys.Count == Max;
                if (keys.Count < Max)
                {
                    keys.Add(found);
                }
            }
        }

        return keys;
    }

    /// <summary>True for an answer that has elements: an array, or an object of keys.</summary>
    public static bool HasElements(ReadOnlySpan<byte> answer) => FirstOf(answer) is (byte)'[' or (byte)'{';

    /// <summary>True where the host has a list at its place.</summary>
    public bool IsListIn(ReadOnlySpan<byte> host) => List.Find(host) is [(byte)'[', ..];

    /// <summary>The host's bytes with the elements of <paramref name="answer"/> in its items; <paramref name="missing"/> stands for one that is not there.</summary>
    public PooledBytes Apply(ReadOnlySpan<byte> host, ReadOnlySpan<byte> answer, byte[]? missing)
    {
        var elements = Elements(answer);
        var list = List.Find(host);
        host.Overlaps(list, out var start);

        var output = new PooledBytes(host.Length + answer.Length);
        output.Write(host[..start]);
        output.Write((byte)'[');
        var reader = JsonValue.Read(list);
        reader.Read();
        var isFirst = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!isFirst)
            {
                output.Write((byte)',');
            }

            isFirst = false;
            WriteItem(ref reader, list, answer, elements, missing, ref output);
        }

        output.Write((byte)']');
        output.Write(host[(start + list.Length)..]);
        return output;
    }

    private static byte FirstOf(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8) is [var first, ..] ? first : (byte)0;

    private void WriteItem(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> list, ReadOnlySpan<byte> answer, Dictionary<string, Range> elements, byte[]? missing, ref PooledBytes output)
    {
        var start = (int)reader.TokenStartIndex;
        var look = reader;
        if (KeyAt(ref look, list, key) is { Length: > 0 } found && elements.TryGetValue(found, out var range))
        {
            WriteEnriched(ref reader, list, answer[range], ref output);
        }
        else if (missing is not null && reader.TokenType == JsonTokenType.StartObject)
        {
            WriteEnriched(ref reader, list, missing, ref output);
        }
        else
        {
            reader.Skip();
            output.Write(list[start..(int)reader.BytesConsumed]);
        }
    }

    /// <summary>The item's members but for one of the new name, then the new one.</summary>
    private void WriteEnriched(ref Utf8JsonReader reader, ReadOnlySpan<byte> list, ReadOnlySpan<byte> element, ref PooledBytes output)
    {
        output.Write((byte)'{');
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isReplaced = reader.ValueTextEquals(asName);
            reader.Read();
            reader.Skip();
            if (!isReplaced)
            {
                output.Write(list[start..(int)reader.BytesConsumed]);
                output.Write((byte)',');
            }
        }

        output.Write(member);
        output.Write(element);
        output.Write((byte)'}');
    }

    /// <summary>Where each element stands in the answer, by its key; of equal keys the first counts.</summary>
    private Dictionary<string, Range> Elements(ReadOnlySpan<byte> answer)
    {
        var elements = new Dictionary<string, Range>(StringComparer.Ordinal);
        var reader = JsonValue.Read(answer);
        reader.Read();
        var isMap = reader.TokenType == JsonTokenType.StartObject;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            var name = isMap ? TextOf(ref reader) : null;
            if (isMap)
            {
                reader.Read();
            }

            var start = (int)reader.TokenStartIndex;
            var found = isMap ? name : KeyAt(ref reader, answer, match);
            if (isMap)
            {
                reader.Skip();
            }

            if (found is { Length: > 0 })
            {
                elements.TryAdd(found, start..(int)reader.BytesConsumed);
            }
        }

        return elements;
    }

    /// <summary>The scalar at <paramref name="name"/> of the object that the reader stands at; the reader moves to the end of the value.</summary>
    private static string? KeyAt(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, byte[] name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            found = isKey ? JsonScalar.Read(json[start..(int)reader.BytesConsumed]) : found;
        }

        return found;
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
