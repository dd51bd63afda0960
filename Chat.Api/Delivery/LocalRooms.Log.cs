namespace Chat.Api.Delivery;

internal sealed partial class LocalRooms
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Room {Room} was repaired with {Count} entries after sequence {Sequence}.")]
        public static partial void Repaired(ILogger logger, string room, int count, long sequence);

        [LoggerMessage(LogLevel.Warning, "Room {Room} misses entries that cannot be read yet; trying again.")]
        public static partial void RepairDelayed(ILogger logger, string room, Exception exception);

        [LoggerMessage(LogLevel.Error, "A publication of room {Room} could not be read.")]
        public static partial void PublicationUnreadable(ILogger logger, string room, Exception exception);

        [LoggerMessage(LogLevel.Debug, "Room {Room} could not be compared with the log.")]
        public static partial void ResyncFailed(ILogger logger, string room, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The channel of room {Room} could not be unsubscribed.")]
        public static partial void UnsubscribeFailed(ILogger logger, string room, Exception exception);
    }
}
