using Capacity;

namespace Imaging.Worker.Jobs;

internal sealed partial class QueueReader
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Worker {Worker} takes {Slots} images at once, limited by {Resource}.")]
        public static partial void Started(ILogger logger, string worker, int slots, Resource resource);

        [LoggerMessage(LogLevel.Information, "Worker {Worker} has stopped; nothing is left in work.")]
        public static partial void Stopped(ILogger logger, string worker);

        [LoggerMessage(LogLevel.Warning, "The queue did not answer; next try in {Delay}.")]
        public static partial void NotReceived(ILogger logger, TimeSpan delay, Exception exception);

        [LoggerMessage(LogLevel.Error, "A message could not be handled; it comes back when its visibility ends.")]
        public static partial void NotHandled(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "A message could not be given back before the stop; it comes back when its visibility ends.")]
        public static partial void NotGivenBack(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "Redis did not take a subscription; the queue is looked at every {Pause}.")]
        public static partial void NotSubscribed(ILogger logger, TimeSpan pause, Exception exception);

        [LoggerMessage(LogLevel.Warning, "This worker could not say that it lives; estimates of the wait leave it out.")]
        public static partial void PresenceNotWritten(ILogger logger, Exception exception);
    }
}
