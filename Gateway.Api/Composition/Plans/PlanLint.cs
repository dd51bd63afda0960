using Gateway.Api.Composition.Values;

namespace Gateway.Api.Composition.Plans;

/// <summary>What works, but probably not as meant.</summary>
internal static class PlanLint
{
    private const int ManyCalls = 32;

    public static void Check(string key, ComposedRoute route, PartDraft[] drafts, Findings findings)
    {
        if (!route.Parts.Any(part => part.IsRequired))
        {
            findings.Say(PlanRules.NothingRequired, $"{key}:Parts", $"{key}: no part is required; without any of them the answer is still 200.");
        }

        var longest = LongestPath(route);
        if (longest > route.Budget)
        {
            findings.Say(PlanRules.OverBudget, $"{key}:Budget", $"{key}: parts that wait for one another may take {longest}; the budget is {route.Budget}.");
        }

        var calls = route.Parts.Sum(part => part.CallsMax);
        if (calls > ManyCalls)
        {
            findings.Say(PlanRules.ManyCalls, $"{key}:Parts", $"{key}: one request may cause {calls} calls.");
        }

        CheckValues(key, route, drafts, findings);
        foreach (var draft in drafts)
        {
            CheckPart(route, draft, findings);
        }
    }

    /// <summary>The time that the parts may take when each that waits begins at the last moment.</summary>
    public static TimeSpan LongestPath(ComposedRoute route)
    {
        var ends = new TimeSpan[route.Parts.Length];
        foreach (var i in route.Order)
        {
            ends[i] = route.Parts[i].Timeout + route.Parts[i].WaitsFor.Select(other => ends[other]).DefaultIfEmpty().Max();
        }

        return ends.Max();
    }

    private static void CheckValues(string key, ComposedRoute route, PartDraft[] drafts, Findings findings)
    {
        var used = drafts.SelectMany(draft => draft.Sources).Where(source => source.Kind is SourceKind.Path or SourceKind.Ids)
            .Select(source => source.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var given = route.Pattern.Parameters.Select(value => value.Name).Concat(route.IdsMax > 0 ? ["ids"] : []);
        foreach (var name in given.Where(name => !used.Contains(name)))
        {
            findings.Say(PlanRules.UnusedValue, $"{key}:Path", $"{key}: no part uses the value {{{name}}}.");
        }
    }

    private static void CheckPart(ComposedRoute route, PartDraft draft, Findings findings)
    {
        var part = draft.Part;
        if (draft.FixedHedge >= part.Timeout)
        {
            findings.Say(PlanRules.HedgeTooLate, $"{draft.Key}:Hedge", $"{draft.Key}: the hedge begins after {draft.FixedHedge}; the part's time is {part.Timeout}.");
        }

        foreach (var other in part.WaitsFor.Select(index => route.Parts[index]).Where(other => part.IsRequired && !other.IsRequired))
        {
            findings.Say(PlanRules.RequiredAfterOptional, $"{draft.Key}:Required", $"{draft.Key}: it is required and waits for {other.Name}, which is not.");
        }

        if (route.IsAnonymous && draft.Sources.FirstOrDefault(source => source.Kind == SourceKind.Claim) is { } claim)
        {
            findings.Say(PlanRules.ClaimOfNobody, $"{draft.Key}:Path", $"{draft.Key}: the claim {claim.Name} is missing for anonymous readers.");
        }

        if (part.IsKept && part.IsToldApartByUser)
        {
            findings.Say(PlanRules.PersonalCache, $"{draft.Key}:Cache", $"{draft.Key}: answers are kept for each user apart.");
        }
    }
}
