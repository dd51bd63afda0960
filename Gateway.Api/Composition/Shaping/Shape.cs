using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Api.Composition.Parts;

namespace Gateway.Api.Composition.Shaping;

/// <summary>
/// What is taken of a part: members picked, dropped, renamed. One pass over the bytes; what no rule looks into is copied as it
/// came, numbers and escapes included. Arrays are looked through: <c>items.id</c> is <c>id</c> of each item. Where a rule looks
/// into a value that holds no members, the value stays.
/// </summary>
internal sealed partial class Shape
{
    /// <summary>Paths that one set of rules may hold.</summary>
    public const int RulesMax = 64;

    private readonly ShapeNode root;

    public Shape(IEnumerable<string> pick, IEnumerable<string> drop, IEnumerable<KeyValuePair<string, string>> rename)
    {
        root = new("");
        foreach (var path in pick)
        {
            At(path).IsPicked = true;
        }

        PickBelow(root);
        foreach (var path in drop)
        {
            At(path).IsDropped = true;
        }

        var renames = rename.ToList();
        renames.ForEach(entry => At(entry.Key).Rename(entry.Value));
        renames.ForEach(entry => GiveWay(entry.Key, entry.Value));
    }

    public ShapeNode Root => root;

    public static bool IsPath(string path) => MemberPath().IsMatch(path);

    public static bool IsName(string name) => MemberName().IsMatch(name);

    /// <summary>The part's bytes under the rules; <paramref name="json"/> is one valid JSON value.</summary>
    public PooledBytes Apply(ReadOnlySpan<byte> json)
    {
        var output = new PooledBytes(json.Length);
        var reader = JsonValue.Read(json);
        reader.Read();
        WriteValue(ref reader, json, root, ref output);
        return output;
    }

    private static void WriteValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ShapeNode rules, ref PooledBytes output)
    {
        if (rules.IsLeaf || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            Copy(ref reader, json, ref output);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            WriteObject(ref reader, json, rules, ref output);
        }
        else
        {
            WriteArray(ref reader, json, rules, ref output);
        }
    }

    private static void WriteObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ShapeNode rules, ref PooledBytes output)
    {
        output.Write((byte)'{');
        var isFirst = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = rules.Find(ref reader);
            if (!rules.Takes(child))
            {
                reader.Read();
                reader.Skip();
                continue;
            }

            if (!isFirst)
            {
                output.Write((byte)',');
            }

            isFirst = false;
            WriteName(ref reader, child, ref output);
            reader.Read();
            if (child is null)
            {
                Copy(ref reader, json, ref output);
            }
            else
            {
                WriteValue(ref reader, json, child, ref output);
            }
        }

        output.Write((byte)'}');
    }

    private static void WriteArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ShapeNode rules, ref PooledBytes output)
    {
        output.Write((byte)'[');
        var isFirst = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!isFirst)
            {
                output.Write((byte)',');
            }

            isFirst = false;
            WriteValue(ref reader, json, rules, ref output);
        }

        output.Write((byte)']');
    }

    private static void WriteName(ref Utf8JsonReader reader, ShapeNode? child, ref PooledBytes output)
    {
        if (child?.Renamed is { } renamed)
        {
            output.Write(renamed);
            return;
        }

        // The span is the name as it was written, escapes and all.
        output.Write((byte)'"');
        output.Write(reader.ValueSpan);
        output.Write("\":"u8);
    }

    private static void Copy(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ref PooledBytes output)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        output.Write(json[start..(int)reader.BytesConsumed]);
    }

    private ShapeNode At(string path) => path.Split('.').Aggregate(root, (node, name) => node.Child(name));

    /// <summary>What is taken whole is taken with everything in it, whatever else is picked there.</summary>
    private static void PickBelow(ShapeNode node)
    {
        foreach (var child in node.Children)
        {
            child.IsPicked |= node.IsPicked;
            PickBelow(child);
        }
    }

    /// <summary>A member that already has the new name is left out, or the answer would hold two.</summary>
    private void GiveWay(string path, string newName)
    {
        var taken = At(path[..(path.LastIndexOf('.') + 1)] + newName);
        taken.IsDropped |= taken.Renamed is null && taken.Name != path[(path.LastIndexOf('.') + 1)..];
    }

    [GeneratedRegex(@"^[^.\x00-\x1f]{1,128}(?:\.[^.\x00-\x1f]{1,128}){0,15}$")]
    private static partial Regex MemberPath();

    [GeneratedRegex(@"^[^.\x00-\x1f]{1,128}$")]
    private static partial Regex MemberName();
}
