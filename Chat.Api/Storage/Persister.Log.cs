namespace Chat.Api.Storage;

internal sealed partial class Persister
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Entries could not be stored; they wait in Redis, next try in {Delay}.")]
        public static partial void Delayed(ILogger logger, TimeSpan delay, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The last entries could not be stored before the stop; the next owner stores them.")]
        public static partial void FlushFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "PostgreSQL refuses entry {Sequence} of room {Room}; it is set aside.")]
        public static partial void EntryRefused(ILogger logger, string room, long sequence, Exception exception);

        [LoggerMessage(LogLevel.Error, "Entry {Id} of partition {Partition} cannot be read; it is set aside.")]
        public static partial void EntryUnreadable(ILogger logger, int partition, string id, Exception exception);
    }
}
