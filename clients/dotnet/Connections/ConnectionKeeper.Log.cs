using Microsoft.Extensions.Logging;

namespace Chat.Client.Connections;

internal sealed partial class ConnectionKeeper
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Not connected: {Reason} Next try in {Pause}.")]
        public static partial void NotConnected(ILogger logger, string reason, TimeSpan pause);

        [LoggerMessage(LogLevel.Debug, "The connection is lost: {Code}.")]
        public static partial void Lost(ILogger logger, string code);

        [LoggerMessage(LogLevel.Debug, "The service asks to leave, but the next connection is not there: {Reason}")]
        public static partial void NotMoved(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Debug, "Moved to another connection, as the service asked.")]
        public static partial void Moved(ILogger logger);

        [LoggerMessage(LogLevel.Debug, "The connection that was left did not close well.")]
        public static partial void FarewellFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The client has stopped: {Code}.")]
        public static partial void Ended(ILogger logger, string code);
    }
}
