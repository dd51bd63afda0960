namespace Gateway.Api.Composition;

internal sealed partial class Composer
{
    private static partial class Log
    {
        // Debug: one line for each request of an outage would bury the outage; the rate is in gateway.part.duration.
        [LoggerMessage(LogLevel.Debug, "Composition {Composition}: part {Part} is missing ({Reason}, status {Status}) after {ElapsedMs:0} ms.")]
        public static partial void PartMissing(ILogger logger, string composition, string part, string reason, int status, double elapsedMs);
    }
}
