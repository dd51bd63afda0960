namespace Gateway.Api.Protection.RateLimits;

internal sealed partial class ShareStore
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Redis, over which replicas share rate limits, does not answer; each replica counts by itself: {Reason}")]
        public static partial void Away(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Information, "Rate limits are shared by replicas again.")]
        public static partial void Back(ILogger logger);
    }
}
