namespace Gateway.Api.Composition.Values;

/// <summary>Where a value comes from.</summary>
internal enum SourceKind
{
    /// <summary>The composition's path.</summary>
    Path,
    Query,
    Header,
    Claim,

    /// <summary>Another part's answer.</summary>
    Part,

    /// <summary>The ids of a POST, joined by commas.</summary>
    Ids,

    /// <summary>The keys of a list join, joined by commas.</summary>
    Keys,
}

/// <summary>One value of a request, or of another part.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Name">Its name there; the part's name for a part.</param>
/// <param name="Default">What stands for it where it is missing, or null.</param>
/// <param name="Path">Place in the part's answer.</param>
internal sealed record ValueSource(SourceKind Kind, string Name, string? Default = null, JsonPath? Path = null)
{
    /// <summary>Items that one array value may hold.</summary>
    public const int ItemsMax = 100;

    /// <summary>Index of the part; set when the parts are known.</summary>
    public int Part { get; set; } = -1;

    /// <summary>True for a value that says who asks.</summary>
    public bool IsPersonal => Kind == SourceKind.Claim || IsAuthorization(Kind, Name);

    /// <summary>True for values that are lists of their own: their commas stand between items.</summary>
    public bool IsList => Kind is SourceKind.Ids or SourceKind.Keys;

    /// <summary>The value as text, or null where there is none.</summary>
    public string? Read(in ValueContext values) => OrDefault(Kind switch
    {
        SourceKind.Path => values.Http.Request.RouteValues[Name] as string,
        SourceKind.Query => values.Http.Request.Query[Name] is [{ } first, ..] ? first : null,
        SourceKind.Header => values.Http.Request.Headers[Name] is [{ } first, ..] ? first : null,
        SourceKind.Claim => values.Http.User.FindFirst(Name)?.Value,
        SourceKind.Part => JsonScalar.Read(Path!.Find(values.Body(Part))),
        _ => null,
    });

    /// <summary>The items of a list value, each as text; null where there is none.</summary>
    public IReadOnlyList<string>? ReadItems(in ValueContext values) => Kind switch
    {
        SourceKind.Ids => values.Ids,
        SourceKind.Keys => values.Keys,
        SourceKind.Part => JsonScalar.ReadAll(Path!.Find(values.Body(Part)), ItemsMax),
        _ => null,
    };

    private static bool IsAuthorization(SourceKind kind, string name) =>
        kind == SourceKind.Header
        && (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || name.Equals("Cookie", StringComparison.OrdinalIgnoreCase));

    private string? OrDefault(string? value) => string.IsNullOrEmpty(value) ? Default : value;
}

/// <summary>What values are read from: the request, and the parts that have answered.</summary>
internal readonly ref struct ValueContext(HttpContext http, ReadOnlySpan<PartOutcome> parts, IReadOnlyList<string>? ids, IReadOnlyList<string>? keys = null)
{
    private readonly ReadOnlySpan<PartOutcome> parts = parts;

    public HttpContext Http { get; } = http;

    public IReadOnlyList<string>? Ids { get; } = ids;

    public IReadOnlyList<string>? Keys { get; } = keys;

    public ReadOnlySpan<byte> Body(int part) => parts[part].Body;
}
