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
}

/// <summary>One composed answer (<c>Gateway:Compositions:NAME</c>).</summary>
internal sealed class CompositionSettings
{
    /// <summary>Where it is read, such as <c>/api/products/{id}</c>. Required.</summary>
    public string? Path { get; set; }

    /// <summary>Who may read it: <c>Anonymous</c> or <c>SignedIn</c>. Required: there is no default to forget.</summary>
    public string? Access { get; set; }

    /// <summary>Time the whole answer may take. Default: <see cref="CompositionDefaults.Budget"/>.</summary>
    public TimeSpan? Budget { get; set; }

    /// <summary>1 to 16 parts by name, which is also their member in the answer.</summary>
    public Dictionary<string, PartSettings> Parts { get; set; } = [];
}

/// <summary>One call to a service (<c>Gateway:Compositions:NAME:Parts:PART</c>).</summary>
internal sealed class PartSettings
{
    /// <summary>Name of the service, as service discovery knows it. Required.</summary>
    public string? Service { get; set; }

    /// <summary>Address there, such as <c>/prices/{id}</c>, made of values of the composition's path. Required.</summary>
    public string? Path { get; set; }

    /// <summary>Without a required part there is no answer; an optional one may be missing. Default: false.</summary>
    public bool Required { get; set; }

    /// <summary>Time the part may take, retries included. Default: <see cref="CompositionDefaults.PartTimeout"/>.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Further tries. Default: <see cref="CompositionDefaults.PartRetries"/>.</summary>
    public int? Retries { get; set; }

    /// <summary>Largest body in bytes. Default: <see cref="CompositionDefaults.PartBytesMax"/>.</summary>
    public int? BytesMax { get; set; }
}
