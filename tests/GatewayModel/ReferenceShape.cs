using System.Text.Json;

namespace GatewayModel;

/// <summary>Pick, drop and rename over <see cref="JsonElement"/>: slow, plain, and by paths instead of a tree.</summary>
internal sealed class ReferenceShape(string[] pick, string[] drop, IReadOnlyDictionary<string, string> rename)
{
    public string Apply(JsonElement value) => Apply(value, "");

    private string Apply(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Array => Canonical.Array(value.EnumerateArray().Select(item => Apply(item, path))),
        JsonValueKind.Object => Canonical.Object(value.EnumerateObject()
            .Where(member => IsTaken(Below(path, member.Name), path))
            .Select(member => (rename.GetValueOrDefault(Below(path, member.Name)) ?? member.Name, Apply(member.Value, Below(path, member.Name))))),
        _ => value.GetRawText(),
    };

    private bool IsTaken(string member, string parent) =>
        !drop.Contains(member)
        && (IsWithin(parent) || !LeadsToPicked(parent) || IsWithin(member) || LeadsToPicked(member))
        && (rename.ContainsKey(member) || !GivesWay(member));

    /// <summary>Some path at or above is picked.</summary>
    private bool IsWithin(string path) => pick.Any(picked => path == picked || path.StartsWith(picked + ".", StringComparison.Ordinal));

    /// <summary>Some path below is picked.</summary>
    private bool LeadsToPicked(string path) => pick.Any(picked => path.Length == 0 || picked.StartsWith(path + ".", StringComparison.Ordinal));

    /// <summary>Another member gets this one's name.</summary>
    private bool GivesWay(string member) => rename.Any(entry => entry.Key != member && Sibling(entry.Key, entry.Value) == member);

    private static string Sibling(string path, string name) => path[..(path.LastIndexOf('.') + 1)] + name;

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
