namespace GatewayModel;

/// <summary>Random compositions with random services behind them.</summary>
internal sealed class RandomPlan(Random random)
{
    public const int BytesMax = 100_000;

    private static readonly Deed[] Failures =
    [
        Deed.NotFound, Deed.Gone, Deed.ServerError, Deed.Unavailable, Deed.NoContent, Deed.EmptyBody, Deed.Html, Deed.CutShort, Deed.Trailing, Deed.NotUtf8,
        Deed.ByteOrderMark, Deed.TooLarge, Deed.Refused, Deed.LostBeforeAnswer, Deed.LostInBody,
    ];

    private static readonly string[] Paths = ["a", "b", "c", "id", "a.a", "a.b", "b.c", "list.id", "list.a", "c.c.c"];
    private static readonly string[] Uses = ["a", "b", "id", "list", "a.b", "list[0].id", "list[1]"];
    private static readonly string[] Literals = ["null", "[]", "{\"none\": true}"];

    private readonly RandomJson json = new(random);

    public ModelPlan Next()
    {
        var count = random.Next(1, 7);
        var parts = new List<ModelPart>();
        for (var i = 0; i < count; i++)
        {
            parts.Add(Part($"p{i}", parts));
        }

        return new(parts);
    }

    public ModelRequest Request(ModelPlan plan) => new(Chance(2), !Chance(4), Chance(4) ? Fields(plan) : null);

    private List<string>? Fields(ModelPlan plan)
    {
        List<string> fields = [.. plan.Parts.Where(part => part is { Each: null, Into: null } && Chance(2)).Select(part => Chance(3) ? $"{part.Name}.{Pick(RandomJson.Names)}" : part.Name)];
        return fields.Count == 0 ? null : fields;
    }

    private ModelPart Part(string name, List<ModelPart> before)
    {
        var others = before.Where(other => other.Each is null).ToList();
        var host = Chance(5) ? others.Find(other => !IsShaped(other)) : null;
        if (host is not null)
        {
            return Join(name, host);
        }

        var after = others.Count > 0 && Chance(3) ? Pick(others) : null;
        var isShaped = Chance(3);
        var isMerged = isShaped && before.TrueForAll(other => other.Into != ".") && Chance(4);
        string[] pick = isMerged ? ["a", "id"] : isShaped && Chance(2) ? Some(Paths) : [];
        var isRequired = Chance(3);
        return new(name)
        {
            IsRequired = isRequired,
            Retries = Chance(4) ? 1 : 0,
            After = after?.Name,
            Use = after is not null && !IsShaped(after) && !Chance(4) ? Pick(Uses) : null,
            If = Chance(5) ? Pick("query:flag", "!query:flag", "query:flag=1", "query:flag=2") : null,
            Fallback = !isRequired && Chance(4) ? Pick(Literals) : null,
            Into = isMerged ? "." : Chance(5) ? Pick($"group.{name}", $"x{name}", $"group.deep.{name}") : null,
            IsCached = Chance(4),
            IsCoalesced = !Chance(4),
            TakesQuery = Chance(4),
            Pick = pick,
            Drop = isShaped && Chance(2) ? [.. Some(Paths).Except(pick)] : [],
            Rename = !isMerged && isShaped && pick.Length == 0 && Chance(2) ? new() { [Pick("a", "a.b", "list.id")] = Pick("fresh", "c") } : [],
            OnStatus = Statuses(),
            Script = Script(Chance(2) ? () => json.Object() : () => Listing()),
        };
    }

    private ModelPart Join(string name, ModelPart host) => new(name)
    {
        Each = host.Name,
        Fallback = Chance(4) ? Pick(Literals) : null,
        IsCached = Chance(4),
        OnStatus = Statuses(),
        Script = Script(() => Elements()),
    };

    private static bool IsShaped(ModelPart part) => part.Pick.Length + part.Drop.Length + part.Rename.Count > 0;

    private Dictionary<string, string> Statuses() => Chance(4)
        ? new() { [Pick("404", "410")] = Pick("null", "skip", "not-found", "failed", "pass"), ["500"] = Pick("failed", "skip", "null") }
        : [];

    private Behaviour[] Script(Func<string> good)
    {
        if (random.Next(16) == 0)
        {
            return [new(Pick([Deed.Hang, Deed.HangInBody]), "{}")];
        }

        var calls = random.Next(1, 4);
        return [.. Enumerable.Range(0, calls).Select(_ => Chance(3)
            ? new Behaviour(Pick(Failures), "{\"poison\":1}")
            : new Behaviour(Deed.Json, Chance(6) ? json.Value() : good(), Chance(4) ? Pick("no-store", "max-age=60", "private, max-age=5") : null))];
    }

    /// <summary>An object with a list, for uses and joins.</summary>
    private string Listing()
    {
        var items = Enumerable.Range(0, random.Next(6)).Select(_ => Chance(6) ? json.Value(1) : $$"""{"id":{{Id()}},"a":{{json.Value(1)}}{{(Chance(5) ? ",\"joined\":1" : "")}}}""");
        return $$"""{"a":{{json.Value(1)}},"list":[{{string.Join(", ", items)}}],"b":"x{{random.Next(9)}}"}""";
    }

    /// <summary>Elements by their ids, as an array or as an object.</summary>
    private string Elements()
    {
        var isMap = Chance(2);
        var ids = Enumerable.Range(0, random.Next(6)).Select(_ => Id()).Distinct().ToList();
        return isMap
            ? $"{{{string.Join(',', ids.Select(id => $"\"{id.Trim('"')}\":{json.Value(1)}"))}}}"
            : $"[{string.Join(',', ids.Select(id => $$"""{"id":{{id}},"v":{{json.Value(1)}}}"""))}]";
    }

    private string Id() => Chance(2) ? $"{random.Next(5)}" : $"\"k{random.Next(3)}\"";

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private string[] Some(string[] from) => [.. from.Where(_ => Chance(4))];

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private string Pick(params string[] from) => from[random.Next(from.Length)];
}
