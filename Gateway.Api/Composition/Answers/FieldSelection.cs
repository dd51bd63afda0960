using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Shaping;

namespace Gateway.Api.Composition.Answers;

/// <summary>What <c>?fields=price,product.name</c> asks for: which parts are shown, and what of them.</summary>
internal sealed class FieldSelection
{
    public const string Parameter = "fields";
    public const int FieldsMax = 32;

    private readonly Dictionary<int, List<string>> inside = [];
    private uint shown;
    private uint whole;

    private FieldSelection()
    {
    }

    /// <summary>Bits of the parts that are shown.</summary>
    public uint Shown => shown;

    /// <summary>Null with the field that does not exist, or with null where there are too many.</summary>
    public static FieldSelection? Parse(ComposedRoute route, string fields, out string? unknown)
    {
        unknown = null;
        var paths = fields.Split(',', FieldsMax + 1, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (paths.Length is 0 or > FieldsMax)
        {
            return null;
        }

        var selection = new FieldSelection();
        foreach (var path in paths)
        {
            if (!Shape.IsPath(path) || !selection.TryAdd(route.Layout.Root, path.Split('.')))
            {
                unknown = path;
                return null;
            }
        }

        return selection;
    }

    /// <summary>What is taken of a part, or null for all of it.</summary>
    public Shape? Inside(int part) =>
        (whole & (1u << part)) == 0 && inside.TryGetValue(part, out var paths) ? new(paths, [], []) : null;

    private bool TryAdd(LayoutNode group, ReadOnlySpan<string> path)
    {
        if (group.Find(path[0]) is { } node)
        {
            return node.Part >= 0 ? Add(node.Part, path[1..])
                : path.Length == 1 ? AddAll(node)
                : TryAdd(node, path[1..]);
        }

        // The member of a part that stands at the root keeps its name there.
        foreach (var child in group.Children)
        {
            if (child.Merged.Contains(path[0]))
            {
                return Add(child.Part, path);
            }
        }

        return false;
    }

    private bool AddAll(LayoutNode group)
    {
        foreach (var child in group.Children)
        {
            _ = child.Part >= 0 ? Add(child.Part, []) : AddAll(child);
        }

        return true;
    }

    private bool Add(int part, ReadOnlySpan<string> rest)
    {
        shown |= 1u << part;
        if (rest.IsEmpty)
        {
            whole |= 1u << part;
            return true;
        }

        if (!inside.TryGetValue(part, out var paths))
        {
            inside.Add(part, paths = []);
        }

        paths.Add(string.Join('.', rest.ToArray()));
        return true;
    }
}
