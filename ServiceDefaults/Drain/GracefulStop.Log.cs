using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Drain;

internal sealed partial class GracefulStop
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Stopping: not ready any more; new connections for {Notice}, then {Timeout} for what is under way.")]
        public static partial void Draining(ILogger logger, TimeSpan notice, TimeSpan timeout);
    }
}
