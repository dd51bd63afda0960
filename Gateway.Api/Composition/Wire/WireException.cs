namespace Gateway.Api.Composition.Wire;

/// <summary>What went wrong between us and a service.</summary>
internal enum WireFault
{
    /// <summary>No connection.</summary>
    Unreachable,

    /// <summary>The connection ended before the first byte of an answer.</summary>
    Lost,

    /// <summary>The connection ended within an answer.</summary>
    Broken,

    /// <summary>What came is not HTTP/1.1 as RFC 9112 has it, or more of it than is read.</summary>
    Malformed,
}

/// <summary>A call that brought no whole answer.</summary>
internal sealed class WireException(WireFault fault, string message, Exception? inner = null) : IOException(message, inner)
{
    public WireFault Fault { get; } = fault;

    public static WireException Malformed(string why) => new(WireFault.Malformed, why);
}
