namespace AppHost.Backing;

/// <summary>How Redis, PostgreSQL and Azurite run (<c>Backing:Mode</c>).</summary>
internal enum BackingMode
{
    /// <summary>Containers where an engine answers, processes elsewhere. The default.</summary>
    Auto,

    /// <summary>Images under the machine's container engine.</summary>
    Containers,

    /// <summary>The same servers as child processes.</summary>
    Processes,
}
