namespace Gateway.Api.Protection.Breakers;

internal sealed partial class Breakers
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Calls to {Service} fail: it is not called for {Pause}, then by one call that decides.")]
        public static partial void Opened(ILogger logger, string service, TimeSpan pause);

        [LoggerMessage(LogLevel.Information, "{Service} answers again and is called as before.")]
        public static partial void Closed(ILogger logger, string service);
    }
}
