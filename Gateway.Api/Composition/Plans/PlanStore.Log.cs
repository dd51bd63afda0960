namespace Gateway.Api.Composition.Plans;

internal sealed partial class PlanStore
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A new plan is in force: {Compositions} compositions.")]
        public static partial void PlanReplaced(ILogger logger, int compositions);

        [LoggerMessage(LogLevel.Error, "The new plan is refused and the old one stays: {Failure}")]
        public static partial void ReloadRefused(ILogger logger, string failure);
    }
}
