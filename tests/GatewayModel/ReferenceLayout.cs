namespace GatewayModel;

/// <summary>Members placed by dotted names, in an order that is given by names too.</summary>
internal sealed class ReferenceLayout
{
    private readonly Dictionary<string, string> placed = [];
    private readonly List<string> order = [];

    public void Place(string into, string body) => placed[into] = body;

    public void Order(IEnumerable<string> places) => order.AddRange(places);

    public IEnumerable<(string Name, string Value)> Members() => Members("");

    private IEnumerable<(string Name, string Value)> Members(string prefix)
    {
        var seen = new HashSet<string>();
        foreach (var place in order.Where(place => place.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (place == ".")
            {
                if (prefix.Length == 0 && placed.TryGetValue(place, out var merged))
                {
                    foreach (var member in Canonical.Parse(merged).EnumerateObject())
                    {
                        yield return (member.Name, Canonical.Of(member.Value));
                    }
                }

                continue;
            }

            var name = place[prefix.Length..].Split('.')[0];
            if (!seen.Add(name))
            {
                continue;
            }

            if (placed.TryGetValue(prefix + name, out var body))
            {
                yield return (name, body);
            }
            else if (Members($"{prefix}{name}.").ToList() is { Count: > 0 } inside)
            {
                yield return (name, Canonical.Object(inside));
            }
        }
    }
}
