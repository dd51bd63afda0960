namespace Gateway.Api.Composition;

/// <summary>The composed answers and what holds for all of them (<c>Gateway</c>).</summary>
internal sealed class CompositionsOptions
{
    public CompositionDefaults CompositionDefaults { get; set; } = new();

    /// <summary>By name; a name is lower-case letters, digits and dashes.</summary>
    public Dictionary<string, CompositionSettings> Compositions { get; set; } = [];
}

/// <summary>What a composed answer may cost unless its composition says otherwise (<c>Gateway:CompositionDefaults</c>).</summary>
internal sealed class CompositionDefaults
{
    /// <summary>Time a whole answer may take, whatever upstreams do, up to 60 seconds. Default: 2 seconds.</summary>
    public TimeSpan Budget { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Time one part may take, retries included; a smaller budget bounds it too. Default: 800 milliseconds.</summary>
    public TimeSpan PartTimeout { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Largest body of one part, up to 16 MiB. Default: 1 MiB.</summary>
    public int PartBytesMax { get; set; } = 1024 * 1024;

    /// <summary>Further tries of one part after a failure that may pass, 0 to 3. Default: 1.</summary>
    public int PartRetries { get; set; } = 1;

    /// <summary>Retries, hedges and replays together, as a share of the calls to a service in percent, 0 to 10. Default: 10.</summary>
    public int ExtraCallsPercent { get; set; } = 10;

    /// <summary>Bodies of parts that are kept at one time, in bytes, 1 MiB to 4 GiB; read at the start. Default: 64 MiB.</summary>
    public long CacheBytesMax { get; set; } = 64L * 1024 * 1024;
}

/// <summary>One composed answer (<c>Gateway:Compositions:NAME</c>).</summary>
internal sealed class CompositionSettings
{
    /// <summary>Where it is read, such as <c>/api/products/{id}</c>. Required.</summary>
    public string? Path { get; set; }

    /// <summary><c>GET</c>, or <c>POST</c> with a body <c>{"ids": [...]}</c> whose ids are the value <c>{ids}</c>. Default: GET.</summary>
    public string Method { get; set => field = value ?? "GET"; } = "GET";

    /// <summary>Ids that one POST may hold, 1 to 100. Default: 50.</summary>
    public int? IdsMax { get; set; }

    /// <summary>Who may read it: <c>Anonymous</c> or <c>SignedIn</c>. Required: there is no default to forget.</summary>
    public string? Access { get; set; }

    /// <summary>Time the whole answer may take. Default: <see cref="CompositionDefaults.Budget"/>.</summary>
    public TimeSpan? Budget { get; set; }

    /// <summary>1 to 16 parts by name, which is also their member in the answer unless <see cref="PartSettings.Into"/> says otherwise.</summary>
    public Dictionary<string, PartSettings> Parts { get; set => field = value ?? []; } = [];
}
