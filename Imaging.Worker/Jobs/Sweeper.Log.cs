namespace Imaging.Worker.Jobs;

internal sealed partial class Sweeper
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "No message of image {ImageId} was seen for a while; it is sent again.")]
        public static partial void Resent(ILogger logger, string imageId);

        [LoggerMessage(LogLevel.Warning, "{Step} failed; the next sweep tries again.")]
        public static partial void Failed(ILogger logger, string step, Exception exception);
    }
}
