namespace Chat.Api.Delivery;

internal sealed partial class ChatConnection
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Connection {ConnectionId} of {User} is cut off: {Code}.")]
        public static partial void Cut(ILogger logger, string connectionId, string user, string code);

        [LoggerMessage(LogLevel.Debug, "A write to connection {ConnectionId} failed.")]
        public static partial void WriteFailed(ILogger logger, string connectionId, Exception exception);
    }
}
