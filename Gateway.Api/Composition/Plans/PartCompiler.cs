using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Shaping;
using Gateway.Api.Composition.Values;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Gateway.Api.Composition.Plans;

/// <summary>Turns the settings of one part into a part.</summary>
internal sealed partial class PartCompiler(
    CompositionDefaults defaults, CompositionSettings composition, RoutePattern pattern, TimeSpan budget, Surroundings surroundings, CallBudgets budgets, Findings findings)
{
    private static readonly string[] Headers = ["Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "TE", "Accept", "Accept-Encoding", PartCall.BudgetHeader];

    public PartDraft? Compile(string key, string name, int index, PartSettings settings)
    {
        var timeout = settings.Timeout ?? (defaults.PartTimeout < budget ? defaults.PartTimeout : budget);
        var retries = settings.Retries ?? defaults.PartRetries;
        var bytesMax = settings.BytesMax ?? defaults.PartBytesMax;
        findings.Check(PartName().IsMatch(name), PlanRules.Name, key, name, "a name that begins with a letter and holds letters, digits, - and _");
        CheckService($"{key}:Service", settings.Service);
        var isGood = findings.CheckTime($"{key}:Timeout", timeout, budget)
            & findings.CheckNumber($"{key}:Retries", retries, 0, PlanLimits.RetriesMax)
            & findings.CheckNumber($"{key}:BytesMax", bytesMax, 1, PlanLimits.BytesMax);

        var use = Use(key, settings);
        var template = Template(key, settings, use);
        var condition = If($"{key}:If", settings.If);
        var hedge = Hedge($"{key}:Hedge", settings.Hedge);
        var fallback = FallbackOf($"{key}:Fallback", settings);
        var cache = Cache($"{key}:Cache", settings.Cache);
        var shape = new ShapeCompiler(findings).Compile(key, settings);
        var isMerged = Into($"{key}:Into", settings, shape);
        var each = Each(key, name, settings);
        CheckVary($"{key}:Vary", settings.Vary);
        var statuses = Statuses($"{key}:OnStatus", settings.OnStatus);
        if (!isGood || template is null)
        {
            return null;
        }

        var sources = template.Sources.Concat(condition is null ? [] : [condition.Source]).ToList();
        return new()
        {
            Key = key,
            Settings = settings,
            Sources = sources,
            Needs = Needs(key, settings, template, condition, each),
            FixedHedge = hedge?.Fixed,
            Part = new()
            {
                Name = name, Index = index, Service = settings.Service ?? "", Template = template, TemplateText = settings.Path!,
                CallsMax = (1 + retries) * (hedge is null ? 1 : 2), IsRequired = settings.Required, Timeout = timeout,
                BytesMax = bytesMax, If = condition, Fallback = fallback, Cache = cache, IsCoalesced = settings.Coalesce, Vary = settings.Vary,
                Shape = shape, Each = each, OnStatus = statuses, IsMerged = isMerged,
                IsToldApartByUser = sources.Any(source => source.IsPersonal) || settings.Vary.Any(header => new ValueSource(SourceKind.Header, header).IsPersonal),
                Pipeline = new(retries, hedge, budgets.Of(settings.Service ?? "")),
                Scope = ScopeOf(settings, timeout, bytesMax),
            },
        };
    }

    private void CheckService(string key, string? service)
    {
        if (findings.Check(service is not null && ServiceName().IsMatch(service), PlanRules.ServiceName, key, service, "the name of a service, lower-case letters, digits and dashes"))
        {
            var known = surroundings.Services.Count == 0 ? "a service that stands under services or ReverseProxy:Clusters; there is none" : string.Join(", ", surroundings.Services.Order(StringComparer.Ordinal));
            findings.Check(surroundings.Services.Contains(service!), PlanRules.UnknownService, key, service, known);
        }
    }

    /// <summary>What <c>{use}</c> stands for.</summary>
    private ValueSource? Use(string key, PartSettings settings)
    {
        if (settings.Use is null)
        {
            return null;
        }

        var isPath = JsonPath.TryParse(settings.Use, out var path);
        findings.Check(isPath && settings.After is not null, PlanRules.After, $"{key}:Use", settings.Use, "a place such as $.categoryId, where After names the part");
        findings.Check(
            settings.Path?.Contains("{use}", StringComparison.Ordinal) == true, PlanRules.After, $"{key}:Use", settings.Use, "a value that the path holds as {use}");
        return isPath && settings.After is not null ? new(SourceKind.Part, settings.After, Path: path) : null;
    }

    private PathTemplate? Template(string key, PartSettings settings, ValueSource? use)
    {
        var known = pattern.Parameters.Select(value => value.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var values = known.Select(value => $"{{{value}}}")
            .Concat(composition.Method == "POST" ? ["{ids}"] : []).Concat(settings.Each is null ? [] : ["{keys}"]).Concat(use is null ? [] : ["{use}"]).ToList();
        var list = values.Count == 0 ? "the composition's path has none" : string.Join(", ", values);
        var isGood = PathTemplate.TryParse(settings.Path, use, out var template) && template.Sources.All(source => source.Kind switch
        {
            SourceKind.Path => known.Contains(source.Name),
            SourceKind.Ids => composition.Method == "POST",
            SourceKind.Keys => settings.Each is not null,
            _ => true,
        });
        return findings.Check(isGood, PlanRules.Template, $"{key}:Path", settings.Path, $"a path from / on without dot segments; values: {list}") ? template : null;
    }

    private Condition? If(string key, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var isGood = Condition.TryParse(text, out var condition)
            && (condition.Source.Kind != SourceKind.Path || pattern.Parameters.Any(value => value.Name.Equals(condition.Source.Name, StringComparison.OrdinalIgnoreCase)));
        return findings.Check(isGood, PlanRules.Condition, key, text, "[!]query:NAME, header:NAME, claim:NAME, part:NAME.MEMBER or a value of the path, each with =VALUE or without") ? condition : null;
    }

    private HedgeTime? Hedge(string key, string? text)
    {
        var hedge = text is null ? null : HedgeTime.Parse(text);
        findings.Check(text is null || hedge is not null, PlanRules.Hedge, key, text, "a time above 0, or a quantile from p50 to p99.9");
        return hedge;
    }

    private Fallback? FallbackOf(string key, PartSettings settings)
    {
        if (settings.Fallback is not { } text)
        {
            return null;
        }

        var fallback = Fallback.Parse(text);
        findings.Check(fallback is not null, PlanRules.Fallback, key, text, $"JSON text such as null or [], or {Fallback.LastGoodText}");
        findings.Check(!settings.Required, PlanRules.Fallback, key, text, "only where the part is not required");
        return fallback;
    }

    private CachePolicy? Cache(string key, CacheSettings? settings)
    {
        if (settings is null)
        {
            return null;
        }

        var isGood = findings.Check(settings.Ttl is { } ttl && ttl > TimeSpan.Zero && ttl <= PlanLimits.CacheMax, PlanRules.Cache, $"{key}:Ttl", settings.Ttl?.ToString(), $"above 0, at most {PlanLimits.CacheMax}");
        foreach (var (name, value) in new[] { ("StaleWhileRevalidate", settings.StaleWhileRevalidate), ("StaleIfError", settings.StaleIfError) })
        {
            findings.Check(value >= TimeSpan.Zero && value <= PlanLimits.CacheMax, PlanRules.Cache, $"{key}:{name}", $"{value}", $"0 to {PlanLimits.CacheMax}");
        }

        return isGood ? new(settings.Ttl!.Value, settings.StaleWhileRevalidate, settings.StaleIfError) : null;
    }

    /// <summary>True where the part's members stand at the root.</summary>
    private bool Into(string key, PartSettings settings, Shape? shape)
    {
        if (settings.Into is not { } into)
        {
            return false;
        }

        findings.Check(settings.Each is null, PlanRules.Collision, key, into, "none where the part is spread over a list (Each)");
        if (into == ".")
        {
            findings.Check(shape is { Root.TakesOnlyPicked: true }, PlanRules.Collision, key, into, "the root, where Pick names the members");
            return true;
        }

        findings.Check(into.Split('.').All(name => PartName().IsMatch(name)), PlanRules.Collision, key, into, ". or a member such as offer.price, of names that begin with a letter");
        return false;
    }

    private ListJoin? Each(string key, string name, PartSettings settings)
    {
        if (settings.Each is not { } each)
        {
            return null;
        }

        findings.Check(settings.Path?.Contains("{keys}", StringComparison.Ordinal) == true, PlanRules.Each, $"{key}:Path", settings.Path, "a path that holds {keys}");
        findings.Check(each.In is not null, PlanRules.Each, $"{key}:Each:In", each.In, "the part that holds the list");
        findings.Check(JsonPath.TryParse(each.List, out var list), PlanRules.Each, $"{key}:Each:List", each.List, "a place such as $.items");
        findings.Check(each.Max is >= 1 and <= ValueSource.ItemsMax, PlanRules.Each, $"{key}:Each:Max", $"{each.Max}", $"1 to {ValueSource.ItemsMax}");
        foreach (var (setting, member) in new[] { ("Key", each.Key), ("Match", each.Match), ("As", each.As ?? name) })
        {
            findings.Check(Shape.IsName(member), PlanRules.Each, $"{key}:Each:{setting}", member, "the name of a member, without dots");
        }

        // The index of the host is set with the links: by name until then.
        return list is null ? null : new ListJoin(-1, list, each.Key, each.Match, each.As ?? name, each.Max);
    }

    private void CheckVary(string key, string[] headers)
    {
        foreach (var header in headers)
        {
            findings.Check(
                HeaderName().IsMatch(header) && !Headers.Contains(header, StringComparer.OrdinalIgnoreCase), PlanRules.Vary, key, header,
                $"names of request headers, except {string.Join(", ", Headers)}");
        }
    }

    private Dictionary<int, StatusMeaning> Statuses(string key, Dictionary<string, string> settings)
    {
        var statuses = new Dictionary<int, StatusMeaning>();
        foreach (var (text, said) in settings)
        {
            var isStatus = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and <= 599;
            var meaning = said switch
            {
                "failed" => StatusMeaning.Failed,
                "not-found" => StatusMeaning.NotFound,
                "null" => StatusMeaning.Null,
                "skip" => StatusMeaning.Skip,
                "pass" when status < 500 => StatusMeaning.Pass,
                _ => (StatusMeaning?)null,
            };
            if (findings.Check(isStatus && meaning is not null, PlanRules.OnStatus, $"{key}:{text}", said, "for 400 to 599: failed, not-found, null, skip; for 400 to 499 also pass"))
            {
                statuses[status] = meaning!.Value;
            }
        }

        return statuses;
    }

    private static List<PartNeed> Needs(string key, PartSettings settings, PathTemplate template, Condition? condition, ListJoin? each)
    {
        var needs = new List<PartNeed>();
        if (settings.After is { } after)
        {
            needs.Add(new($"{key}:After", after, [], null));
        }

        needs.AddRange(template.Sources.Where(source => source.Kind == SourceKind.Part)
            .Select(source => new PartNeed(settings.Use is not null && source.Name == settings.After ? $"{key}:Use" : $"{key}:Path", source.Name, [.. source.Path!.Members], source)));
        if (condition is { Source: { Kind: SourceKind.Part } of })
        {
            needs.Add(new($"{key}:If", of.Name, [.. of.Path!.Members], of));
        }

        if (each is not null && settings.Each!.In is { } host)
        {
            needs.Add(new($"{key}:Each:In", host, [.. each.List.Members, each.Key], null, IsHost: true));
        }

        return needs;
    }

    /// <summary>Parts that would give the same bytes for one address, and keep them as long, have one scope.</summary>
    private static string ScopeOf(PartSettings settings, TimeSpan timeout, int bytesMax)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(new
        {
            settings.Service, timeout, bytesMax, settings.Cache, settings.Fallback, settings.Pick, settings.Drop, settings.Rename, settings.OnStatus,
            IsMerged = settings.Into == ".", IsJoined = settings.Each is not null, settings.Vary,
        });
        return $"{Convert.ToHexStringLower(XxHash128.Hash(text))} ";
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$")]
    private static partial Regex ServiceName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,62}$")]
    private static partial Regex PartName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,62}$")]
    private static partial Regex HeaderName();
}
