using Chat.Api.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Chat.Api.Tests;

/// <summary>A node that starts in the moment in which a store goes away waits for it, and does not end.</summary>
public sealed class StorePatienceTests
{
    private readonly FakeTimeProvider time = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private readonly StorePatience patience;

    public StorePatienceTests() => patience = new(Options.Create(new StorageOptions()), time, NullLogger<StorePatience>.Instance);

    public static TheoryData<Exception> Away =>
    [
        new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "torn", innerException: null, CommandStatus.Unknown), new TimeoutException(), new TaskCanceledException("with its connection"),
    ];

    [Theory, MemberData(nameof(Away), DisableDiscoveryEnumeration = true)]
    public async Task What_went_under_with_a_connection_is_asked_again(Exception away)
    {
        var asked = 0;
        var waiting = patience.UntilAnsweredAsync(() => ++asked < 3 ? Task.FromException(away) : Task.CompletedTask, CancellationToken.None);
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await waiting;
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_start_that_is_given_up_a_defect_and_a_store_that_never_comes_end_it()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => patience.UntilAnsweredAsync(() => Task.FromCanceled(given.Token), given.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => patience.UntilAnsweredAsync(() => throw new InvalidOperationException(), CancellationToken.None));

        var never = patience.UntilAnsweredAsync(() => Task.FromException(new TimeoutException()), CancellationToken.None);
        while (!never.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<TimeoutException>(() => never);
    }
}
