namespace Chat.Api.Delivery;

internal sealed partial class DeliveryProbe
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "No probe of partition {Partition} has come back from Redis for {Elapsed}.")]
        public static partial void Silent(ILogger logger, int partition, TimeSpan elapsed);

        [LoggerMessage(LogLevel.Information, "Probes of partition {Partition} come back again; the rooms are compared with the log.")]
        public static partial void HeardAgain(ILogger logger, int partition);

        [LoggerMessage(LogLevel.Warning, "{Count} silent connections to Redis at {Server} are ended, to be opened anew.")]
        public static partial void Ended(ILogger logger, int count, string? server);

        [LoggerMessage(LogLevel.Warning, "Redis at {Server} is heard, and some probes are not: the subscriptions are looked through.")]
        public static partial void Reconfigured(ILogger logger, string? server);

        [LoggerMessage(LogLevel.Debug, "A probe of partition {Partition} was not sent: {Reason}")]
        public static partial void NotSent(ILogger logger, int partition, string reason);

        [LoggerMessage(LogLevel.Error, "Delivery could not be probed.")]
        public static partial void BeatFailed(ILogger logger, Exception exception);
    }
}
