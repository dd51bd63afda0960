using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using ServiceDefaults.Resilience;
using Support;

namespace ServiceDefaults.Tests.Resilience;

/// <summary>While the database is away, one asks it in every two seconds, and all others are told at once.</summary>
public sealed class DatabaseBreakerTests : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider time = new();
    private readonly RecordedLogs logs = new();
    private readonly ILoggerFactory factory;
    private readonly DatabaseBreaker breaker;
    private Exception? failure;
    private int asked;

    public DatabaseBreakerTests()
    {
        factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        breaker = new(time, factory.CreateLogger<DatabaseBreaker>());
    }

    public void Dispose()
    {
        factory.Dispose();
        logs.Dispose();
    }

    [Fact]
    public async Task Once_it_has_failed_nobody_asks_but_one_in_every_pause_until_it_is_back()
    {
        await GoAwayAsync();
        Assert.True(breaker.IsAway);
        await AssertNobodyAsksAsync();

        for (var pauses = 0; pauses < 5; pauses++)
        {
            time.Advance(Pause);
            Assert.False(breaker.IsAway);
            await Assert.ThrowsAsync<DatabaseFailure>(() => breaker.TryAsync(AskAsync, CancellationToken.None));
            await AssertNobodyAsksAsync();
        }

        Assert.Equal(2 + 5, asked);
        failure = null;
        time.Advance(Pause);
        Assert.True(await breaker.TryAsync(AskAsync, CancellationToken.None));
        Assert.Equal(9, await breaker.AskAsync(async token =>
        {
            await AskAsync(token);
            return asked;
        }, CancellationToken.None));
        Assert.False(breaker.IsAway);
        Assert.Equal(["Warning: The database is away; it is asked every two seconds whether it is back.", "Information: The database is back after 00:00:12."], logs.Lines);
    }

    [Fact]
    public async Task While_one_finds_out_whether_it_is_back_the_others_do_not_wait()
    {
        await GoAwayAsync();
        time.Advance(Pause);
        var answer = new TaskCompletionSource();
        var asking = breaker.TryAsync(_ => answer.Task, CancellationToken.None);
        await AssertNobodyAsksAsync();

        answer.SetResult();
        Assert.True(await asking);
        failure = null;
        Assert.True(await breaker.TryAsync(AskAsync, CancellationToken.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_leaves_before_the_answer_has_not_learnt_that_it_is_back(bool hasLeftBefore)
    {
        await GoAwayAsync();
        time.Advance(Pause);
        using var leaving = new CancellationTokenSource();
        if (hasLeftBefore)
        {
            await leaving.CancelAsync();
        }

        var asking = breaker.AskAsync(token => Task.Delay(Timeout.InfiniteTimeSpan, token), leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        if (hasLeftBefore)
        {
            // Nobody has asked yet.
            await Assert.ThrowsAsync<DatabaseFailure>(() => breaker.TryAsync(AskAsync, CancellationToken.None));
        }

        await AssertNobodyAsksAsync();
        Assert.Single(logs.Lines);
    }

    [Fact]
    public async Task One_torn_connection_among_whole_ones_refused_data_and_callers_that_leave_are_no_outage()
    {
        for (var i = 0; i < 10; i++)
        {
            failure = null;
            await breaker.AskAsync(AskAsync, CancellationToken.None);
            failure = i == 5 ? new DatabaseFailure(isTransient: true) : new DatabaseFailure(isTransient: false);
            await Assert.ThrowsAsync<DatabaseFailure>(() => breaker.AskAsync(AskAsync, CancellationToken.None));
            failure = new OperationCanceledException();
            await Assert.ThrowsAsync<OperationCanceledException>(() => breaker.AskAsync(AskAsync, CancellationToken.None));
        }

        Assert.False(breaker.IsAway);
        Assert.Equal(30, asked);
        Assert.Empty(logs.Lines);
    }

    private async Task GoAwayAsync()
    {
        failure = new DatabaseFailure(isTransient: true);
        await Assert.ThrowsAsync<DatabaseFailure>(() => breaker.TryAsync(AskAsync, CancellationToken.None));
        await Assert.ThrowsAsync<DatabaseFailure>(() => breaker.AskAsync(AskAsync, CancellationToken.None));
    }

    private async Task AssertNobodyAsksAsync()
    {
        var before = asked;
        Assert.False(await breaker.TryAsync(AskAsync, CancellationToken.None));
        await Assert.ThrowsAnyAsync<BrokenCircuitException>(() => breaker.AskAsync(AskAsync, CancellationToken.None));
        Assert.Equal(before, asked);
    }

    private Task AskAsync(CancellationToken cancellationToken)
    {
        asked++;
        return failure is null ? Task.CompletedTask : Task.FromException(failure);
    }

    private sealed class DatabaseFailure(bool isTransient) : DbException
    {
        public override bool IsTransient => isTransient;
    }
}
