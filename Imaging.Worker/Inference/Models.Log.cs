namespace Imaging.Worker.Inference;

internal sealed partial class Models
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Models run on {Device}: {Reason} {Count} loaded and warm.")]
        public static partial void DeviceChosen(ILogger logger, string device, string reason, int count);
    }
}
