namespace Imaging.Worker.Pipeline.Isolation;

internal sealed partial class EnginePool
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Image engine {ProcessId} started.")]
        public static partial void Started(ILogger logger, int processId);

        [LoggerMessage(LogLevel.Debug, "Image engine {ProcessId} is replaced after {Images} images.")]
        public static partial void Replaced(ILogger logger, int processId, int images);

        [LoggerMessage(LogLevel.Warning, "An image engine ended in the middle of an image.")]
        public static partial void Crashed(ILogger logger, Exception exception);
    }
}
