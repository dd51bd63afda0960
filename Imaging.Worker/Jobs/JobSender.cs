using System.Threading.Channels;

namespace Imaging.Worker.Jobs;

/// <summary>
/// Sends the messages of queued images behind the answer to whoever queued them. The row is the truth and is committed by then; a message
/// that is lost here with the process is sent by the sweeper when nobody has seen it for <see cref="JobOptions.ResendAfter"/>.
/// </summary>
internal sealed partial class JobSender(JobQueue queue, ImageEvents events, ILogger<JobSender> logger) : BackgroundService
{
    /// <summary>Messages that wait to be sent; those beyond are the sweeper's.</summary>
    private const int WaitingMax = 1_000;
    private const int AtOnce = 8;

    private readonly Channel<string> waiting = Channel.CreateBounded<string>(WaitingMax);

    /// <summary>Sends the message of an image soon.</summary>
    public void Send(string imageId)
    {
        if (!waiting.Writer.TryWrite(imageId))
        {
            Log.NotTaken(logger, imageId);
        }
    }

    /// <summary>Sends what was taken, for as long as a stop may last.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        waiting.Reader.ReadAllAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, SendAsync);

    private async ValueTask SendAsync(string imageId, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendAsync(imageId, cancellationToken);
            await events.SentAsync();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A cancellation that nobody asked for is the storage client's own timeout: as any other failure it must end this message and not the sender.
            Log.NotSent(logger, imageId, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Image {ImageId} is queued, but its message could not be sent; the sweeper will.")]
        public static partial void NotSent(ILogger logger, string imageId, Exception exception);

        [LoggerMessage(LogLevel.Warning, "Image {ImageId} is queued, but too many messages wait to be sent; the sweeper will send its.")]
        public static partial void NotTaken(ILogger logger, string imageId);
    }
}
