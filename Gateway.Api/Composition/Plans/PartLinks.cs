using Gateway.Api.Composition.Shaping;

namespace Gateway.Api.Composition.Plans;

/// <summary>Ties parts to those that they wait for, and finds the order in which they can begin.</summary>
internal sealed class PartLinks(PartDraft[] drafts, Findings findings)
{
    private readonly Dictionary<string, PartDraft> byName = drafts.ToDictionary(draft => draft.Part.Name, StringComparer.Ordinal);

    public bool TryLink(string key, out int[] order)
    {
        order = [];
        foreach (var draft in drafts)
        {
            draft.Part.WaitsFor = [.. draft.Needs.Select(need => Other(draft, need)).OfType<PartDraft>().Select(other => other.Part.Index).Distinct().Order()];
        }

        return drafts.SelectMany(draft => draft.Needs).All(need => byName.ContainsKey(need.Part)) && TryOrder(key, out order);
    }

    private PartDraft? Other(PartDraft draft, PartNeed need)
    {
        var others = drafts.Where(other => other != draft).Select(other => other.Part.Name).ToList();
        if (!findings.Check(byName.TryGetValue(need.Part, out var other), PlanRules.After, need.Key, need.Part, others.Count == 0 ? "another part; there is none" : string.Join(", ", others)))
        {
            return null;
        }

        if (need.Source is not null)
        {
            need.Source.Part = other!.Part.Index;
        }

        if (need.IsHost)
        {
            draft.Part.Each = draft.Part.Each! with { Host = other!.Part.Index };
        }

        findings.Check(
            other!.Part.Each is null, PlanRules.After, need.Key, need.Part, "a part that stands by itself, not one that is spread over a list");
        findings.Check(
            IsReachable(other.Shape, need.Members), PlanRules.Unreachable, need.Key, string.Join('.', need.Members),
            $"a value that the rules of the part {need.Part} leave in place, by the name that they give it");
        return other;
    }

    private static bool IsReachable(Shape? shape, IReadOnlyList<string> members)
    {
        var node = shape?.Root;
        foreach (var member in members)
        {
            if (node is null)
            {
                return true;
            }

            var renamed = node.Children.FirstOrDefault(child => child.NewName == member);
            var child = renamed ?? node.Children.FirstOrDefault(candidate => candidate.Name == member);
            if (!node.Takes(child) || (renamed is null && child?.NewName is not null))
            {
                return false;
            }

            node = child;
        }

        return true;
    }

    private bool TryOrder(string key, out int[] order)
    {
        var done = new List<int>();
        var left = drafts.Select(draft => draft.Part).ToList();
        while (left.Find(part => part.WaitsFor.All(done.Contains)) is { } ready)
        {
            left.Remove(ready);
            done.Add(ready.Index);
        }

        order = [.. done];
        return findings.Check(left.Count == 0, PlanRules.Cycle, $"{key}:Parts", left.Count == 0 ? null : CircleIn(left), "parts that do not wait for each other in a circle");
    }

    /// <summary><c>a waits for b waits for a</c>: each of these parts waits for another of them, so following one comes back.</summary>
    private static string CircleIn(List<ComposedPart> left)
    {
        var path = new List<ComposedPart>();
        var next = left[0];
        while (!path.Contains(next))
        {
            path.Add(next);
            next = left.First(part => next.WaitsFor.Contains(part.Index));
        }

        return string.Join(" waits for ", path.SkipWhile(part => part != next).Append(next).Select(part => part.Name));
    }
}
