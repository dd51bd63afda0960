using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Health;

internal sealed partial class CachedReport
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The health checks could not be run.")]
        public static partial void ChecksFailed(ILogger logger, Exception exception);
    }
}
