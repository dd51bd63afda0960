namespace Imaging.Worker.Inference;

internal sealed partial class ModelRunner
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Model {Model} leaves CUDA for the CPU: {Reason}")]
        public static partial void FellBack(ILogger logger, string model, string reason);
    }
}
