using System.Text.Json;

namespace GatewayModel;

/// <summary>A composition as the model sees it: plain data, from which both the configuration and the expected answer are made.</summary>
internal sealed record ModelPlan(IReadOnlyList<ModelPart> Parts)
{
    public const string Composition = "page";

    /// <summary>Time of a part whose service hangs; everything else answers at once and has all the time of the world.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(50);

    /// <summary>The section <c>Gateway</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        CompositionDefaults = new { Budget = TimeSpan.FromSeconds(60), PartBytesMax = RandomPlan.BytesMax, PartTimeout = Long },
        Compositions = new Dictionary<string, object>
        {
            [Composition] = new { Path = "/page/{id}", Access = "Anonymous", Parts = Parts.ToDictionary(part => part.Name, Settings) },
        },
    });

    private static Dictionary<string, object> Settings(ModelPart part)
    {
        var settings = new Dictionary<string, object>
        {
            ["Service"] = part.Service, ["Path"] = part.Path, ["Required"] = part.IsRequired, ["Retries"] = part.Retries,
            ["Timeout"] = part.IsHurried ? Short : Long,
            ["Pick"] = part.Pick, ["Drop"] = part.Drop, ["Rename"] = part.Rename, ["OnStatus"] = part.OnStatus, ["Coalesce"] = part.IsCoalesced,
        };
        Add(settings, "After", part.After);
        Add(settings, "Use", part.Use is null ? null : $"$.{part.Use}");
        Add(settings, "If", part.If);
        Add(settings, "Fallback", part.Fallback);
        Add(settings, "Into", part.Into);
        Add(settings, "Cache", part.IsCached ? new { Ttl = TimeSpan.FromHours(1) } : null);
        Add(settings, "Each", part.Each is null ? null : new { In = part.Each, List = "$.list", Max = ModelPart.KeysMax, As = "joined" });
        return settings;
    }

    private static void Add(Dictionary<string, object> settings, string key, object? value)
    {
        if (value is not null)
        {
            settings.Add(key, value);
        }
    }
}

/// <summary>A part with its service's script.</summary>
internal sealed record ModelPart(string Name)
{
    public const int KeysMax = 3;

    public string Service => $"s-{Name}";

    public bool IsRequired { get; init; }

    public int Retries { get; init; }

    public string? After { get; init; }

    public string? Use { get; init; }

    public string? If { get; init; }

    public string? Fallback { get; init; }

    public string? Into { get; init; }

    public bool IsCached { get; init; }

    public bool IsCoalesced { get; init; } = true;

    public bool TakesQuery { get; init; }

    /// <summary>Part whose <c>list</c> it is spread over.</summary>
    public string? Each { get; init; }

    public string[] Pick { get; init; } = [];

    public string[] Drop { get; init; } = [];

    public Dictionary<string, string> Rename { get; init; } = [];

    public Dictionary<string, string> OnStatus { get; init; } = [];

    public Behaviour[] Script { get; init; } = [];

    /// <summary>Its service hangs, so its time is short: nobody wants to wait for it.</summary>
    public bool IsHurried => Script.Any(behaviour => behaviour.Deed is Deed.Hang or Deed.HangInBody);

    public string Path => $"/{Name}/{{id}}{(Use is null ? "" : "/{use}")}{(Each is null ? "" : "/{keys}")}{(TakesQuery ? "?q={query:q}" : "")}";
}

/// <summary>What a client asks.</summary>
internal sealed record ModelRequest(bool HasFlag, bool HasQuery, IReadOnlyList<string>? Fields)
{
    public string Query => "?" + string.Join('&', (string[])
    [
        .. HasFlag ? ["flag=1"] : Array.Empty<string>(),
        .. HasQuery ? ["q=some"] : Array.Empty<string>(),
        .. Fields is null ? Array.Empty<string>() : [$"fields={string.Join(',', Fields)}"],
    ]);
}
