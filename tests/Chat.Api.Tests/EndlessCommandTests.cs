using System.Diagnostics.Metrics;
using Chat.Api.Delivery;
using Chat.Api.Messages;
using Chat.Api.Shedding;
using Chat.Api.Storage;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Support;

namespace Chat.Api.Tests;

/// <summary>A command that goes under with its connection may never end: whoever waits gives up, and nothing is kept for him.</summary>
public sealed class EndlessCommandTests : IDisposable
{
    /// <summary>Of the client library: it says more about what was wrong, and comes first.</summary>
    private static readonly TimeSpan LibraryTimeout = TimeSpan.FromSeconds(3);

    private readonly ChatNodes nodes;
    private readonly FakeTimeProvider time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IConnectionMultiplexer redis;
    private readonly SilentRedis silence;
    private readonly Partitions partitions;
    private readonly ChatMetrics metrics;
    private readonly PartitionTail tail;
    private readonly LogReader reader;
    private readonly RoomHeads heads;

    public EndlessCommandTests(ChatNodes nodes)
    {
        this.nodes = nodes;
        (redis, silence) = SilentRedis.Create();
        partitions = nodes.First.Services.GetRequiredService<Partitions>();
        metrics = new(services.GetRequiredService<IMeterFactory>());
        var store = nodes.First.Services.GetRequiredService<LogStore>();
        tail = new(redis, partitions, Options.Create(new StorageOptions()), metrics, time);
        reader = new(redis, partitions, nodes.First.Services.GetRequiredService<StoredLog>(), store, tail, Options.Create(new MessageOptions()), metrics, time);
        heads = new(redis, partitions, store, time, NullLogger<RoomHeads>.Instance);
    }

    public void Dispose()
    {
        reader.Dispose();
        services.Dispose();
    }

    [Fact]
    public async Task A_reading_that_many_share_ends_and_the_next_asks_anew()
    {
        var slice = new Slice("lobby", 0, 10, 5, Newest: true, Epoch: 1, IsShared: true);

        await EndsAsync(() => reader.ReadAsync(slice, CancellationToken.None));
        await EndsAsync(() => reader.ReadAsync(slice, CancellationToken.None));

        Assert.Equal(2, silence.Asked);
    }

    [Fact]
    public Task A_look_into_the_stream_ends() => EndsAsync(() => tail.FindAsync("lobby", Guid.CreateVersion7()));

    [Fact]
    public Task A_question_where_the_log_stands_ends() => EndsAsync(() => heads.ReadAsync("lobby", null, CancellationToken.None));

    [Fact]
    public async Task The_beginning_of_an_epoch_ends_and_the_next_who_needs_it_tries_anew()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        var first = heads.SeedAsync(room, null, CancellationToken.None);
        await AskedAsync(1);
        await EndsAsync(first);

        // What was tried ends after the wait for it.
        await Eventually.BecomesAsync(
            "a second try to ask Redis",
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                _ = heads.SeedAsync(room, null, CancellationToken.None);
                return Task.FromResult(silence.Asked);
            },
            asked => asked >= 2);
    }

    [Fact]
    public async Task An_append_ends_and_counts_no_longer_as_under_way()
    {
        var rooms = new LocalRooms(redis, partitions, heads, reader, metrics, time, NullLogger<LocalRooms>.Instance);
        var lag = new NodeLag(time);
        var log = new RoomLog(
            redis, partitions, heads, rooms, nodes.First.Services.GetRequiredService<LogStore>(),
            Options.Create(new MessageOptions()), Options.Create(new StorageOptions()), lag, metrics, time);

        var append = log.AppendAsync(MessageDraft.Edit("ann", "lobby", Guid.CreateVersion7(), "hi", time.GetUtcNow()));
        Assert.Equal(1, lag.AppendsUnderWay);
        await EndsAsync(append);

        Assert.Equal(0, lag.AppendsUnderWay);
    }

    private Task EndsAsync(Func<Task> call) => EndsAsync(call());

    private async Task EndsAsync(Task call)
    {
        time.Advance(LibraryTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted, "It has ended before the client library could say what was wrong.");

        // Its own clock may begin a moment after Redis was asked.
        await Eventually.BecomesAsync("the call to end", () => Task.FromResult(IsEndedAfterAnother(call)), ended => ended);
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => call.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.True(StoreFailures.IsAway(failure));
        Assert.True(call.IsFaulted, "It has not ended.");
    }

    private bool IsEndedAfterAnother(Task call)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        return call.IsCompleted;
    }

    private Task<int> AskedAsync(int times) =>
        Eventually.BecomesAsync("Redis to be asked", () => Task.FromResult(silence.Asked), asked => asked == times);
}
