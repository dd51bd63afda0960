using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace Gateway.Api.Composition.Answers;

/// <summary>Where each part stands in the answer: a tree of members, most often one level deep.</summary>
internal sealed class AnswerLayout
{
    /// <summary>The root: its children are the answer's members.</summary>
    public LayoutNode Root { get; } = new("", "");

    /// <summary>Puts a part at <paramref name="into"/>; false where something else stands there.</summary>
    public bool TryPlace(string into, int part)
    {
        var node = Root;
        foreach (var name in into.Split('.'))
        {
            if (node.Part >= 0)
            {
                return false;
            }

            node = node.Child(name);
        }

        if (node.Part >= 0 || node.Children.Count > 0)
        {
            return false;
        }

        node.Part = part;
        return true;
    }

    /// <summary>Puts the picked members of a part at the root; false where one of the names is taken.</summary>
    public bool TryMerge(IReadOnlyList<string> names, int part)
    {
        var isFree = names.All(name => !Root.Has(name));
        Root.Merge(names, part);
        return isFree;
    }
}

/// <summary>A member of the answer: a part, or a group of members.</summary>
internal sealed class LayoutNode(string name, string place)
{
    private readonly List<LayoutNode> children = [];

    public string Name { get; } = name;

    /// <summary>Digest of where it stands, for the answer's tag.</summary>
    public UInt128 Digest { get; } = XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(place));

    /// <summary>The name as it stands in the answer: <c>"price":</c> in UTF-8.</summary>
    public byte[] Member { get; } = Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name)}\":");

    /// <summary>Index of the part, or -1 for a group.</summary>
    public int Part { get; set; } = -1;

    /// <summary>Names that the part brings to the root, where its members stand there.</summary>
    public IReadOnlyList<string> Merged { get; private set; } = [];

    /// <summary>The list itself: whoever walks it for each answer makes no object for that.</summary>
    public List<LayoutNode> Children => children;

    public LayoutNode Child(string childName)
    {
        var child = Find(childName);
        if (child is null)
        {
            children.Add(child = new(childName, $"{place}.{childName}"));
        }

        return child;
    }

    public LayoutNode? Find(string childName) => children.Find(child => child.Merged.Count == 0 && child.Name == childName);

    public bool Has(string childName) => Find(childName) is not null || children.Exists(child => child.Merged.Contains(childName));

    public void Merge(IReadOnlyList<string> names, int part) => children.Add(new("", $"{place}.*") { Merged = names, Part = part });
}
