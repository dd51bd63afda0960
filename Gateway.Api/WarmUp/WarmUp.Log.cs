namespace Gateway.Api.WarmUp;

internal sealed partial class WarmUp
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Warmed up by {Requests} composed requests, {Whole} of them whole, in {ElapsedMs:0} ms.")]
        public static partial void Done(ILogger logger, int requests, int whole, double elapsedMs);

        [LoggerMessage(LogLevel.Information, "The warm-up was cut short: {Why}")]
        public static partial void CutShort(ILogger logger, string why);
    }
}
