namespace Chat.Api.Storage;

/// <summary>
/// The client library has a timeout of its own, but a command that goes under with its connection may never end (seen in the field): whoever
/// waits for one while others wait for him gives up by himself.
/// </summary>
internal static class RedisPatience
{
    /// <summary>Above the library's timeout of 3 seconds, which says more about what was wrong.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(5);
}
