using System.Text;
using System.Text.Json;

namespace Gateway.Api.Composition.Shaping;

/// <summary>What the rules say of one member and of those below it.</summary>
internal sealed class ShapeNode(string name)
{
    private readonly List<ShapeNode> children = [];

    public string Name { get; } = name;

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>The member is taken whole.</summary>
    public bool IsPicked { get; set; }

    public bool IsDropped { get; set; }

    /// <summary>The new name as it stands in the answer, <c>"cost":</c>, or null.</summary>
    public byte[]? Renamed { get; private set; }

    public string? NewName { get; private set; }

    public IReadOnlyList<ShapeNode> Children => children;

    /// <summary>Some member below is picked: of this one's members only those that lead there are taken.</summary>
    public bool TakesOnlyPicked => !IsPicked && children.Exists(child => child.LeadsToPicked);

    /// <summary>Nothing below is changed: the value is copied as it came.</summary>
    public bool IsLeaf => children.Count == 0;

    private bool LeadsToPicked => IsPicked || children.Exists(child => child.LeadsToPicked);

    public ShapeNode Child(string childName)
    {
        var child = children.Find(candidate => candidate.Name == childName);
        if (child is null)
        {
            children.Add(child = new(childName));
        }

        return child;
    }

    public void Rename(string newName)
    {
        NewName = newName;
        Renamed = Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(newName)}\":");
    }

    /// <summary>The rules for the member that <paramref name="reader"/> stands at, or null where there are none.</summary>
    public ShapeNode? Find(ref Utf8JsonReader reader)
    {
        foreach (var child in children)
        {
            if (reader.ValueTextEquals(child.Utf8Name))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>True where <paramref name="child"/> (null: a member without rules) is taken.</summary>
    public bool Takes(ShapeNode? child) => child is null ? !TakesOnlyPicked : !child.IsDropped && (!TakesOnlyPicked || child.LeadsToPicked);
}
