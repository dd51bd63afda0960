using System.Text.Json;
using Gateway.Api.Composition;

namespace GatewayModel;

/// <summary>What an answer must be.</summary>
internal sealed record Expected(int Status, string? Body, string? Part, bool IsComplete);

/// <summary>Says what an answer must be, one part after another, without time, sharing or bytes.</summary>
internal sealed class Reference(ModelPlan plan)
{
    private readonly Dictionary<string, int> calls = plan.Parts.ToDictionary(part => part.Service, _ => 0);
    private readonly Dictionary<string, string> kept = [];
    private readonly Dictionary<string, Outcome> outcomes = [];

    /// <summary>Calls that each service must have had by now.</summary>
    public IReadOnlyDictionary<string, int> Calls => calls;

    public Expected Answer(ModelRequest request)
    {
        outcomes.Clear();
        var shown = request.Fields?.Select(field => field.Split('.')[0]).ToHashSet();
        var called = Called(shown);
        if (plan.Parts.Any(part => called.Contains(part.Name) && part is { IsRequired: true, TakesQuery: true } && part.After is null && Holds(part, request) && !request.HasQuery))
        {
            return new(400, null, null, false);
        }

        foreach (var part in plan.Parts)
        {
            outcomes[part.Name] = called.Contains(part.Name) ? Run(part, request) : Outcome.NotWanted;
        }

        return Failure(called) ?? Complete(request, shown);
    }

    private HashSet<string> Called(HashSet<string>? shown)
    {
        if (shown is null)
        {
            return [.. plan.Parts.Select(part => part.Name)];
        }

        HashSet<string> called = [.. shown, .. plan.Parts.Where(part => part.Each is { } host && shown.Contains(host)).Select(part => part.Name)];
        foreach (var part in plan.Parts.Reverse())
        {
            if (called.Contains(part.Name))
            {
                called.UnionWith(new[] { part.After, part.Each }.OfType<string>());
            }
        }

        return called;
    }

    private static bool Holds(ModelPart part, ModelRequest request) => part.If switch
    {
        "query:flag" or "query:flag=1" => request.HasFlag,
        "!query:flag" => !request.HasFlag,
        "query:flag=2" => false,
        _ => true,
    };

    private Outcome Run(ModelPart part, ModelRequest request)
    {
        var outcome = Attempted(part, request);
        return outcome is { Body: null, Reason: not null } && part is { Fallback: { } literal, Each: null } ? new(Canonical.Of(Canonical.Parse(literal)), outcome.Reason) : outcome;
    }

    private Outcome Attempted(ModelPart part, ModelRequest request)
    {
        foreach (var other in new[] { part.After, part.Each }.OfType<string>())
        {
            if (outcomes[other].Body is null)
            {
                return outcomes[other].Reason is null ? Outcome.NotWanted : new(null, PartReasons.AfterMissing);
            }
        }

        if (!Holds(part, request))
        {
            return Outcome.NotWanted;
        }

        var isOverCap = false;
        var address = part.Name;
        if (part.Each is { } host)
        {
            if (Keys(outcomes[host].Body!) is not { } keys)
            {
                return new(null, PartReasons.WrongShape);
            }

            isOverCap = keys.Count > ModelPart.KeysMax;
            if (keys.Count == 0)
            {
                return Outcome.NotWanted;
            }

            if (keys.Take(ModelPart.KeysMax).Any(key => !ReferenceValue.FitsAddress(key)))
            {
                return new(null, PartReasons.NoValue);
            }

            address += string.Join(',', keys.Take(ModelPart.KeysMax));
        }

        if (part.Use is { } use)
        {
            if (ReferenceValue.AddressText(ReferenceValue.Find(Canonical.Parse(outcomes[part.After!].Body!), use)) is not { } value)
            {
                return new(null, PartReasons.NoValue);
            }

            address += "/" + value;
        }

        if (part.TakesQuery && !request.HasQuery)
        {
            return new(null, PartReasons.NoValue);
        }

        var called = Call(part, address);
        return isOverCap && called.Body is not null ? called with { Reason = PartReasons.OverCap } : called;
    }

    private Outcome Call(ModelPart part, string address)
    {
        if (part.IsCached && kept.TryGetValue(address, out var body))
        {
            return new(body, null);
        }

        var (outcome, cacheControl) = new ReferenceCall(part, () => calls[part.Service]++).Run();
        if (part.IsCached && outcome is { Body: not null, Reason: null, IsFromStatus: false } && cacheControl is not ("no-store" or "private, max-age=5"))
        {
            kept[address] = outcome.Body;
        }
        else if (part.IsCached && outcome is { Body: not null, IsFromStatus: true })
        {
            kept[address] = outcome.Body;
        }

        return outcome;
    }

    private Expected? Failure(HashSet<string> called)
    {
        ModelPart? failed = null;
        // The order of the answer's decision: by name, but never before what a part waits for; names are in that order here.
        foreach (var part in plan.Parts.Where(part => part.IsRequired && called.Contains(part.Name)))
        {
            switch (outcomes[part.Name].Reason)
            {
                case null:
                    break;
                case PartReasons.NotFound:
                    return new(outcomes[part.Name].Pass ?? 404, null, part.Name, false);
                default:
                    failed ??= part;
                    break;
            }
        }

        return failed is null ? null : new(
            outcomes[failed.Name] switch { { Pass: { } status } => status, { Reason: PartReasons.Timeout } => 504, _ => 502 }, null, failed.Name, false);
    }

    private Expected Complete(ModelRequest request, HashSet<string>? shown)
    {
        foreach (var part in plan.Parts.Where(part => part.Each is not null))
        {
            Join(part);
        }

        var root = new List<(string, string)>();
        var tree = new ReferenceLayout();
        foreach (var part in plan.Parts.Where(part => part.Each is null && (shown is null || shown.Contains(part.Name)) && outcomes[part.Name].Body is not null))
        {
            var body = outcomes[part.Name].Body!;
            var inside = request.Fields?.Where(field => field.StartsWith(part.Name + ".", StringComparison.Ordinal)).Select(field => field[(part.Name.Length + 1)..]).ToArray();
            body = inside is { Length: > 0 } && !request.Fields!.Contains(part.Name) ? new ReferenceShape(inside, [], new Dictionary<string, string>()).Apply(Canonical.Parse(body)) : body;
            tree.Place(part.Into ?? part.Name, body);
        }

        // Groups stand where the first of their parts would stand, there or not.
        tree.Order(plan.Parts.Where(part => part.Each is null).Select(part => part.Into ?? part.Name));
        root.AddRange(tree.Members());
        var reasons = plan.Parts.Where(part => outcomes[part.Name].Reason is not null).Select(part => (part.Name, $"\"{outcomes[part.Name].Reason}\"")).ToList();
        if (reasons.Count > 0)
        {
            root.Add(("_partial", Canonical.Object(reasons)));
        }

        return new(200, Canonical.Object(root), null, reasons.Count == 0);
    }

    private void Join(ModelPart part)
    {
        var (outcome, host) = (outcomes[part.Name], outcomes[part.Each!]);
        if (outcome is { Body: null, Reason: null } || host.Body is null || (outcome.Body is null && part.Fallback is null) || Keys(host.Body) is null)
        {
            return;
        }

        var elements = outcome.Body is null ? [] : Elements(Canonical.Parse(outcome.Body));
        var missing = part.Fallback is null ? null : Canonical.Of(Canonical.Parse(part.Fallback));
        var body = ReferenceValue.Replace(Canonical.Parse(host.Body), "list", list => Canonical.Array(list.EnumerateArray().Select(item =>
        {
            var element = item.ValueKind != JsonValueKind.Object ? null
                : ReferenceValue.Text(ReferenceValue.Find(item, "id")) is { Length: > 0 } key && elements.TryGetValue(key, out var found) ? found
                : missing;
            return element is null ? Canonical.Of(item)
                : Canonical.Object(item.EnumerateObject().Where(member => member.Name != "joined").Select(member => (member.Name, Canonical.Of(member.Value))).Append(("joined", element)));
        })));
        outcomes[part.Each!] = host with { Body = body };
    }

    private static List<string>? Keys(string host) =>
        ReferenceValue.Find(Canonical.Parse(host), "list") is not { ValueKind: JsonValueKind.Array } list ? null
        : [.. list.EnumerateArray().Select(item => ReferenceValue.Text(ReferenceValue.Find(item, "id"))).OfType<string>().Where(key => key.Length > 0).Distinct()];

    private static Dictionary<string, string> Elements(JsonElement answer)
    {
        var elements = new Dictionary<string, string>();
        if (answer.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in answer.EnumerateObject())
            {
                elements.TryAdd(member.Name, Canonical.Of(member.Value));
            }
        }
        else
        {
            foreach (var element in answer.EnumerateArray())
            {
                if (ReferenceValue.Text(ReferenceValue.Find(element, "id")) is { Length: > 0 } key)
                {
                    elements.TryAdd(key, Canonical.Of(element));
                }
            }
        }

        return elements;
    }
}

/// <summary>A part in the reference.</summary>
internal sealed record Outcome(string? Body, string? Reason, int? Pass = null, bool IsFromStatus = false)
{
    public static Outcome NotWanted { get; } = new(null, null);
}
