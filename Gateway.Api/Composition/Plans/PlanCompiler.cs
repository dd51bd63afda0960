using System.Text.RegularExpressions;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Values;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Gateway.Api.Composition.Plans;

/// <summary>Turns settings into a plan, or says on one line each what is wrong with them.</summary>
internal sealed partial class PlanCompiler(CompositionsOptions options, Surroundings surroundings, CallBudgets budgets, Findings findings)
{
    private const int PartsMax = 16;
    private const int IdsMaxDefault = 50;

    private readonly Dictionary<string, string> shapes = [];

    /// <summary>The plan; it is complete only where there are no errors.</summary>
    public Plan Compile()
    {
        CheckDefaults();
        var routes = options.Compositions.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => Route(entry.Key, entry.Value ?? new())).OfType<ComposedRoute>().ToArray();
        return new(routes, options.CompositionDefaults.ExtraCallsPercent, options.CompositionDefaults.CacheBytesMax) { Budget = options.CompositionDefaults.Budget };
    }

    private void CheckDefaults()
    {
        var (key, defaults) = ("Gateway:CompositionDefaults", options.CompositionDefaults);
        findings.CheckTime($"{key}:Budget", defaults.Budget, PlanLimits.BudgetMax);
        findings.CheckTime($"{key}:PartTimeout", defaults.PartTimeout, defaults.Budget);
        findings.CheckNumber($"{key}:PartBytesMax", defaults.PartBytesMax, 1, PlanLimits.BytesMax);
        findings.CheckNumber($"{key}:PartRetries", defaults.PartRetries, 0, PlanLimits.RetriesMax);
        findings.CheckNumber($"{key}:ExtraCallsPercent", defaults.ExtraCallsPercent, 0, PlanLimits.ExtraCallsPercentMax);
        findings.CheckNumber($"{key}:CacheBytesMax", defaults.CacheBytesMax, 1024 * 1024, 4L * 1024 * 1024 * 1024);
    }

    private ComposedRoute? Route(string name, CompositionSettings settings)
    {
        var key = $"Gateway:Compositions:{name}";
        findings.Check(RouteName().IsMatch(name), PlanRules.Name, key, name, "a name of lower-case letters, digits and dashes");
        findings.Check(settings.Access is "Anonymous" or "SignedIn", PlanRules.Access, $"{key}:Access", settings.Access, "Anonymous, SignedIn");
        var budget = settings.Budget ?? options.CompositionDefaults.Budget;
        findings.CheckTime($"{key}:Budget", budget, PlanLimits.BudgetMax);
        var isCountGood = findings.Check(settings.Parts.Count is > 0 and <= PartsMax, PlanRules.PartCount, $"{key}:Parts", $"{settings.Parts.Count} parts", $"1 to {PartsMax} parts");
        var isPost = settings.Method == "POST";
        findings.Check(isPost || settings.Method == "GET", PlanRules.Method, $"{key}:Method", settings.Method, "GET, POST");
        findings.Check(isPost || settings.IdsMax is null, PlanRules.Method, $"{key}:IdsMax", $"{settings.IdsMax}", "only where Method is POST");
        findings.CheckNumber($"{key}:IdsMax", settings.IdsMax ?? 1, 1, ValueSource.ItemsMax);
        if (Pattern($"{key}:Path", settings.Path, settings.Method) is not { } pattern || !isCountGood)
        {
            return null;
        }

        var isAnonymous = settings.Access == "Anonymous";
        var part = new PartCompiler(options.CompositionDefaults, settings, pattern, budget, surroundings, budgets, findings);
        PartDraft[] drafts = [.. settings.Parts.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select((entry, index) => part.Compile($"{key}:Parts:{entry.Key}", entry.Key, index, entry.Value ?? new())).OfType<PartDraft>()];
        if (drafts.Length < settings.Parts.Count || !new PartLinks(drafts, findings).TryLink(key, out var order))
        {
            return null;
        }

        var layout = LayoutCompiler.Compile(drafts, findings);
        var parts = drafts.Select(draft => draft.Part!).ToArray();
        var route = new ComposedRoute
        {
            Name = name, Pattern = pattern, IsAnonymous = isAnonymous, Budget = budget, Parts = parts, Order = order, Layout = layout,
            WaitedFor = parts.SelectMany(part => part.WaitsFor).Aggregate(0u, (bits, other) => bits | (1u << other)),
            IdsMax = isPost ? settings.IdsMax ?? IdsMaxDefault : 0, Vary = VaryOf(drafts),
            IsPersonal = !isAnonymous || drafts.Any(draft => draft.Part!.IsToldApartByUser),
        };
        PlanLint.Check(key, route, drafts, findings);
        return route;
    }

    private RoutePattern? Pattern(string key, string? path, string method)
    {
        var pattern = TryParse(path);
        if (!findings.Check(pattern is not null, PlanRules.Path, key, path, "a path from / on whose values are whole and required, such as /api/products/{id}"))
        {
            return null;
        }

        var shape = PathShape.Of(path!);
        var ofMethod = $"{method} {shape}";
        findings.Check(shapes.TryAdd(ofMethod, path!), PlanRules.SamePath, key, path, $"a path that no other composition has ({shapes[ofMethod]})");
        findings.Check(!surroundings.TakenPaths.TryGetValue(shape, out var taken), PlanRules.SamePath, key, path, $"a path that {taken} does not answer");
        return pattern;
    }

    private static RoutePattern? TryParse(string? path)
    {
        if (path is null || !path.StartsWith('/'))
        {
            return null;
        }

        try
        {
            var pattern = RoutePatternFactory.Parse(path);
            return pattern.Parameters.All(value => !value.IsOptional && !value.IsCatchAll && value.Default is null) ? pattern : null;
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }

    /// <summary>Request headers that change the answer; a cache between us and the client must know them.</summary>
    private static string? VaryOf(PartDraft[] drafts)
    {
        string[] names = [.. drafts.SelectMany(draft => draft.Part!.Vary.Concat(draft.Sources.Where(source => source.Kind == SourceKind.Header).Select(source => source.Name)))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
        return names.Length == 0 ? null : string.Join(", ", names);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex RouteName();
}
