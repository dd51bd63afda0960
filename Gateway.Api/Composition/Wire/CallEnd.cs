namespace Gateway.Api.Composition.Wire;

/// <summary>How a call to a node ended, in a few words: the class of its status, or its fault.</summary>
internal static class CallEnd
{
    private const int StatusClasses = 5;

    /// <summary>The word of each end.</summary>
    public static readonly string[] Names =
        ["given-up", "1xx", "2xx", "3xx", "4xx", "5xx", .. Enum.GetNames<WireFault>().Select(name => name.ToLowerInvariant())];

    /// <summary>The caller did not wait for it.</summary>
    public const int GivenUp = 0;

    /// <summary>An answer.</summary>
    public static int Of(int status) => Math.Clamp(status / 100, 1, StatusClasses);

    /// <summary>None.</summary>
    public static int Of(WireFault fault) => StatusClasses + 1 + (int)fault;
}
