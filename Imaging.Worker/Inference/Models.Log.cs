namespace Imaging.Worker.Inference;

internal sealed partial class Models
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Models run on {Device}: {Reason} {Count} loaded and warm after {Milliseconds:0} ms.")]
        public static partial void DeviceChosen(ILogger logger, string device, string reason, int count, double milliseconds);
    }
}
