namespace Imaging.Worker.Jobs;

internal sealed partial class JobRunner
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Image {ImageId} is refused: {Code}: {Reason}")]
        public static partial void Rejected(ILogger logger, string imageId, string code, string reason);

        [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of {AttemptsMax} on image {ImageId} failed.")]
        public static partial void AttemptFailed(ILogger logger, string imageId, int attempt, int attemptsMax, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The lease on image {ImageId}, attempt {Attempt}, is lost; its work is dropped.")]
        public static partial void LeaseLost(ILogger logger, string imageId, int attempt);

        [LoggerMessage(LogLevel.Warning, "The lease on image {ImageId} could not be renewed; next try in a third of it.")]
        public static partial void NotRenewed(ILogger logger, string imageId, Exception exception);

        [LoggerMessage(LogLevel.Information, "Image {ImageId} is handed back, as this worker stops.")]
        public static partial void HandedBack(ILogger logger, string imageId);

        [LoggerMessage(LogLevel.Warning, "A message of the queue is neither a job nor an upload event; it is in the poison queue.")]
        public static partial void Unreadable(ILogger logger);
    }
}
