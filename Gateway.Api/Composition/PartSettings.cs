namespace Gateway.Api.Composition;

/// <summary>One call to a service (<c>Gateway:Compositions:NAME:Parts:PART</c>). It is a GET: what is repeated has no second effect.</summary>
internal sealed class PartSettings
{
    /// <summary>Name of the service, as service discovery knows it. Required.</summary>
    public string? Service { get; set; }

    /// <summary>
    /// Address there with places for values. Required. A place is <c>{id}</c> of the composition's path, <c>{query:page=1}</c>,
    /// <c>{header:X-Region}</c>, <c>{claim:tenant}</c> (what follows <c>=</c> is the default), <c>{part:product.categoryId}</c>,
    /// <c>{use}</c>, <c>{ids}</c> of a POST, or <c>{keys}</c> of a list join.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>Without a required part there is no answer; an optional one may be missing. Default: false.</summary>
    public bool Required { get; set; }

    /// <summary>Time the part may take, retries included. Default: <see cref="CompositionDefaults.PartTimeout"/>.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Further tries. Default: <see cref="CompositionDefaults.PartRetries"/>.</summary>
    public int? Retries { get; set; }

    /// <summary>Largest body in bytes. Default: <see cref="CompositionDefaults.PartBytesMax"/>.</summary>
    public int? BytesMax { get; set; }

    /// <summary>Part that is waited for; <see cref="Use"/> is read from it.</summary>
    public string? After { get; set; }

    /// <summary>Value of the part <see cref="After"/> that stands for <c>{use}</c>, such as <c>$.categoryId</c>.</summary>
    public string? Use { get; set; }

    /// <summary>
    /// When the part is wanted: a value that must be there, such as <c>query:details</c>, <c>!header:X-Lite</c>, <c>claim:tier=gold</c>
    /// or <c>part:product.kind=book</c>. A part that is not wanted is not called and not missed.
    /// </summary>
    public string? If { get; set; }

    /// <summary>What stands in for a part that failed: JSON text such as <c>null</c> or <c>[]</c>, or <c>last-good</c> (up to an hour old).</summary>
    public string? Fallback { get; set; }

    /// <summary>When a second call joins one that is slow: a time, or a quantile of the part's own times such as <c>p95</c>. Default: never.</summary>
    public string? Hedge { get; set; }

    /// <summary>Identical calls at one time are one call. Default: true.</summary>
    public bool Coalesce { get; set; } = true;

    /// <summary>How long an answer is kept. Default: not at all.</summary>
    public CacheSettings? Cache { get; set; }

    /// <summary>Request headers that are passed to the service; answers are kept and shared apart by them.</summary>
    public string[] Vary { get; set => field = value ?? []; } = [];

    /// <summary>Where the part stands in the answer: a member, also a nested one (<c>offer.price</c>), or <c>.</c> for the picked members at the root.</summary>
    public string? Into { get; set; }

    /// <summary>Members that are taken, such as <c>name</c> or <c>items.id</c>; arrays are looked through. Default: all.</summary>
    public string[] Pick { get; set => field = value ?? []; } = [];

    /// <summary>Members that are left out.</summary>
    public string[] Drop { get; set => field = value ?? []; } = [];

    /// <summary>New names of members: <c>"price.amount": "cost"</c>.</summary>
    public Dictionary<string, string> Rename { get; set => field = value ?? []; } = [];

    /// <summary>Spreads the answer over the items of another part's list, by one call for all of them.</summary>
    public EachSettings? Each { get; set; }

    /// <summary>What a status other than 200 means: <c>"404": "null"</c>; also <c>not-found</c>, <c>skip</c>, <c>failed</c>, <c>pass</c>.</summary>
    public Dictionary<string, string> OnStatus { get; set => field = value ?? []; } = [];
}

/// <summary>How long a part's answer is kept. The service's own <c>Cache-Control</c> may shorten it, never lengthen it.</summary>
internal sealed class CacheSettings
{
    /// <summary>Time in which the answer is given without a call, up to a day. Required.</summary>
    public TimeSpan? Ttl { get; set; }

    /// <summary>Time after that in which it is given while a call renews it, up to a day. Default: none.</summary>
    public TimeSpan StaleWhileRevalidate { get; set; }

    /// <summary>Time after <see cref="Ttl"/> in which it is given where the call fails, up to a day. Default: none.</summary>
    public TimeSpan StaleIfError { get; set; }
}

/// <summary>A list join: each item of a list gets the element that belongs to it.</summary>
internal sealed class EachSettings
{
    /// <summary>Part that holds the list. Required.</summary>
    public string? In { get; set; }

    /// <summary>Where the list is in it. Default: <c>$</c>, the part itself.</summary>
    public string List { get; set => field = value ?? "$"; } = "$";

    /// <summary>Member of an item that is its key. Default: <c>id</c>.</summary>
    public string Key { get; set => field = value ?? "id"; } = "id";

    /// <summary>Member of an element of the answer that is its key; an answer that is an object is read as key and element. Default: <c>id</c>.</summary>
    public string Match { get; set => field = value ?? "id"; } = "id";

    /// <summary>Member that an item gets. Default: the part's name.</summary>
    public string? As { get; set; }

    /// <summary>Keys that are asked for at most, 1 to 100; further items stay as they are and the part is named in <c>_partial</c>. Default: 50.</summary>
    public int Max { get; set; } = 50;
}
