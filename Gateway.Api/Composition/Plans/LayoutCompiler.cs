using System.Text.Json;
using Gateway.Api.Composition.Answers;
using Gateway.Api.Composition.Shaping;

namespace Gateway.Api.Composition.Plans;

/// <summary>Decides where each part stands in the answer, and that no two stand in one place.</summary>
internal static class LayoutCompiler
{
    public static AnswerLayout Compile(PartDraft[] drafts, Findings findings)
    {
        var layout = new AnswerLayout();
        foreach (var draft in drafts.Where(draft => draft.Part.Each is null))
        {
            var into = draft.Settings.Into ?? draft.Part.Name;
            var key = draft.Settings.Into is null ? draft.Key : $"{draft.Key}:Into";
            var isFree = draft.Part.IsMerged ? layout.TryMerge(NamesOf(draft.Shape), draft.Part.Index) : layout.TryPlace(into, draft.Part.Index);
            findings.Check(isFree, PlanRules.Collision, key, into, "a place that no other part has");
        }

        CheckMerged(drafts, layout, findings);
        CheckJoined(drafts, findings);
        return layout;
    }

    /// <summary>Names that a part brings to the root: the picked ones, under their new names.</summary>
    private static List<string> NamesOf(Shape? shape) =>
        shape is null ? [] : [.. shape.Root.Children.Where(child => shape.Root.Takes(child)).Select(child => child.NewName ?? child.Name)];

    /// <summary>A part that was placed after one whose members stand at the root.</summary>
    private static void CheckMerged(PartDraft[] drafts, AnswerLayout layout, Findings findings)
    {
        foreach (var draft in drafts.Where(draft => draft.Part.IsMerged))
        {
            findings.Check(
                IsOfMembers(draft.Part.Fallback?.Literal, NamesOf(draft.Shape)), PlanRules.Fallback, $"{draft.Key}:Fallback", draft.Settings.Fallback,
                "an object of the picked members, where Into is the root");
            foreach (var name in NamesOf(draft.Shape).Where(name => layout.Root.Find(name) is not null || name == ComposedAnswer.PartialMember))
            {
                findings.Check(false, PlanRules.Collision, $"{draft.Key}:Into", $"{draft.Settings.Into} with {name}", "members that no other part has");
            }
        }
    }

    private static bool IsOfMembers(byte[]? literal, List<string> names)
    {
        if (literal is null)
        {
            return true;
        }

        using var document = JsonDocument.Parse(literal);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().All(member => names.Contains(member.Name));
    }

    /// <summary>Two lists joined to one may not bring the same member.</summary>
    private static void CheckJoined(PartDraft[] drafts, Findings findings)
    {
        var seen = new HashSet<(int, string, string)>();
        foreach (var draft in drafts.Where(draft => draft.Part.Each is not null))
        {
            var join = draft.Part.Each!;
            findings.Check(
                seen.Add((join.Host, join.List.Text, join.As)), PlanRules.Collision, $"{draft.Key}:Each:As", join.As, "a member that no other join brings");
        }
    }
}
