namespace Gateway.Api.AccessLog;

internal sealed partial class AccessLog
{
    private static partial class Log
    {
        // The path without its query, which may hold a token.
        [LoggerMessage(LogLevel.Information, "{Method} {Route} {Path} {Status} {ElapsedMs:0.0} ms, {BytesIn} in, {BytesOut} out, {Protocol}, trace {Trace}{Note}")]
        public static partial void Request(
            ILogger logger, string method, string route, string? path, int status, double elapsedMs, long bytesIn, long? bytesOut, string protocol, string? trace, string note);
    }
}
