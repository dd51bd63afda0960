using DbUp.Engine.Output;

namespace Chat.Api.Storage;

/// <summary>What the migrations say, in the service's log.</summary>
internal sealed partial class UpgradeLog(ILogger logger) : IUpgradeLog
{
    public void LogTrace(string format, params object[] args) => Log.Trace(logger, Text(format, args));

    public void LogDebug(string format, params object[] args) => Log.Trace(logger, Text(format, args));

    public void LogInformation(string format, params object[] args) => Log.Trace(logger, Text(format, args));

    public void LogWarning(string format, params object[] args) => Log.Warning(logger, Text(format, args), null);

    public void LogError(string format, params object[] args) => Log.Warning(logger, Text(format, args), null);

    public void LogError(Exception ex, string format, params object[] args) => Log.Warning(logger, Text(format, args), ex);

    private static string Text(string format, object[] args) =>
        args.Length == 0 ? format : string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Schema: {Text}")]
        public static partial void Trace(ILogger logger, string text);

        [LoggerMessage(LogLevel.Warning, "Schema: {Text}")]
        public static partial void Warning(ILogger logger, string text, Exception? exception);
    }
}
