namespace Imaging.Worker.Jobs;

internal sealed partial class ImageEvents
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Redis did not take a hint; listeners see the change at their next look.")]
        public static partial void NotTold(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Debug, "Redis did not take a subscription; the row is polled instead.")]
        public static partial void NotHeard(ILogger logger, Exception exception);
    }
}
