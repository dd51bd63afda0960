using Microsoft.Extensions.Options;

namespace Chat.Api.Delivery;

/// <summary>
/// Tells clients to whom nothing was written for a while that the connection lives. SignalR itself tells all that are due at once, every
/// second, also those who have just had a message: after a herd has connected, a thousand writes in one go, which every message waits
/// behind. Here each step looks at an equal share of the connections (docs/decisions/0018).
/// </summary>
internal sealed partial class KeepAlives(
    Connections connections, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<KeepAlives> logger) : BackgroundService
{
    /// <summary>SignalR's own are off: a connection never lives to see one.</summary>
    public static readonly TimeSpan Never = TimeSpan.FromDays(10_000);

    internal const int StepsPerRound = 20;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    /// <summary>Who is looked at late in a round was written to up to a round ago: together they are the interval.</summary>
    private readonly TimeSpan silence = options.Value.KeepAliveInterval - Round;
    private IEnumerator<ChatConnection> round = Enumerable.Empty<ChatConnection>().GetEnumerator();
    private int step;
    private int share;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time.BeatAsync(
        Round / StepsPerRound, StepAsync, exception => Log.StepFailed(logger, exception), stoppingToken);

    /// <summary>Looks at the next share of the connections.</summary>
    internal void Step()
    {
        if (step == 0)
        {
            round.Dispose();
            round = connections.All.GetEnumerator();
            share = (connections.Count / StepsPerRound) + 1;
        }

        // Whoever has come meanwhile is looked at in the last step.
        step = (step + 1) % StepsPerRound;
        for (var looked = 0; (looked < share || step == 0) && round.MoveNext(); looked++)
        {
            round.Current.KeepAlive(silence);
        }
    }

    private Task StepAsync()
    {
        Step();
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Some clients could not be told that their connection lives.")]
        public static partial void StepFailed(ILogger logger, Exception exception);
    }
}
