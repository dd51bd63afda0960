using Microsoft.Extensions.Options;

namespace Chat.Api.Storage;

/// <summary>
/// What a node asks of the stores while it starts. They may start at the same moment, or be away just then: an exception that left the
/// start of a hosted service would end the node.
/// </summary>
internal sealed partial class StorePatience(IOptions<StorageOptions> options, TimeProvider time, ILogger<StorePatience> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks again until a store has answered, or for <see cref="StorageOptions.StartTimeout"/>.</summary>
    public async Task UntilAnsweredAsync(Func<Task> ask, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await ask();
                return;
            }
            catch (Exception exception) when (IsAway(exception, cancellationToken) && time.GetElapsedTime(started) < options.Value.StartTimeout)
            {
                Log.StoreAway(logger, exception.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>A command may also be cancelled together with its connection, which nobody here has asked for.</summary>
    private static bool IsAway(Exception exception, CancellationToken cancellationToken) =>
        StoreFailures.IsAway(exception) || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Waiting for a store: {Reason}")]
        public static partial void StoreAway(ILogger logger, string reason);
    }
}
