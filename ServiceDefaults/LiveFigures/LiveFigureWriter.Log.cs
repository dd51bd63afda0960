using Microsoft.Extensions.Logging;

namespace ServiceDefaults.LiveFigures;

internal sealed partial class LiveFigureWriter
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The live figures of this instance are not written for now: {Reason}")]
        public static partial void Away(ILogger logger, string reason, Exception exception);

        [LoggerMessage(LogLevel.Information, "The live figures of this instance are written again.")]
        public static partial void Back(ILogger logger);
    }
}
