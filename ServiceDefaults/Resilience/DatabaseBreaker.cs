using System.Data.Common;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace ServiceDefaults.Resilience;

/// <summary>
/// Whether the service's database is away, for all of the process who ask it: once it has failed, one of them asks in every two seconds and
/// the others are told so at once. Each by itself would connect, fail and write that down again and again, which is felt by work that needs no database.
/// </summary>
public sealed partial class DatabaseBreaker
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly ResiliencePipeline pipeline;
    private readonly TimeProvider time;
    private readonly ILogger<DatabaseBreaker> logger;
    private long awaySince;
    private long askedAt;

    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told once when the database goes and once when it is back.</param>
    public DatabaseBreaker(TimeProvider time, ILogger<DatabaseBreaker> logger)
    {
        (this.time, this.logger) = (time, logger);
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new()
            {
                // Where one connection of the pool was torn others may be whole: all that was asked lately has failed, and more than once.
                FailureRatio = 0.9,
                MinimumThroughput = 2,
                SamplingDuration = Pause,
                BreakDuration = Pause,
                ShouldHandle = arguments => ValueTask.FromResult(IsFailure(arguments.Outcome.Exception)),
                OnOpened = arguments => Done(() => Opened(arguments.Outcome.Exception)),
                OnHalfOpened = _ => Done(Asked),
                OnClosed = _ => Done(Closed),
            })
            .Build();
    }

    /// <summary>Whether it is not to be asked at the moment. False also while somebody finds out whether it is back.</summary>
    public bool IsAway => Volatile.Read(ref awaySince) != 0 && time.GetElapsedTime(Volatile.Read(ref askedAt)) < Pause;

    /// <summary>Asks the database, unless it is away.</summary>
    /// <param name="ask">Must ask the database before it succeeds: that tells whether it is back.</param>
    /// <param name="cancellationToken">Is handed on.</param>
    /// <returns>Whether it was asked.</returns>
    public async Task<bool> TryAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            return false;
        }

        try
        {
            await pipeline.ExecuteAsync(async token => await ask(token), cancellationToken);
            return true;
        }
        catch (BrokenCircuitException)
        {
            // Somebody else asks just now.
            return false;
        }
    }

    /// <summary>Asks the database.</summary>
    /// <param name="ask">Must ask the database before it succeeds: that tells whether it is back.</param>
    /// <param name="cancellationToken">Is handed on.</param>
    /// <exception cref="BrokenCircuitException">It is away, and was not asked.</exception>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        await pipeline.ExecuteAsync(async token => await ask(token), cancellationToken);

    /// <inheritdoc cref="AskAsync{T}"/>
    public async Task AskAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken) =>
        await pipeline.ExecuteAsync(async token => await ask(token), cancellationToken);

    /// <summary>Whoever left before the answer has not learnt that it is back.</summary>
    private bool IsFailure(Exception? exception) =>
        exception is DbException { IsTransient: true } || (exception is OperationCanceledException && Volatile.Read(ref awaySince) != 0);

    private static ValueTask Done(Action action)
    {
        action();
        return ValueTask.CompletedTask;
    }

    private void Opened(Exception? failure)
    {
        Asked();
        if (Interlocked.CompareExchange(ref awaySince, time.GetTimestamp(), 0) == 0)
        {
            Log.Away(logger, failure);
        }
    }

    private void Asked() => Volatile.Write(ref askedAt, time.GetTimestamp());

    private void Closed() => Log.Back(logger, time.GetElapsedTime(Interlocked.Exchange(ref awaySince, 0)));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The database is away; it is asked every two seconds whether it is back.")]
        public static partial void Away(ILogger logger, Exception? exception);

        [LoggerMessage(LogLevel.Information, "The database is back after {Away}.")]
        public static partial void Back(ILogger logger, TimeSpan away);
    }
}
