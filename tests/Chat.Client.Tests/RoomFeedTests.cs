using Chat.Client.Connections;
using Chat.Client.Contract;
using Chat.Client.Rooms;
using Chat.Client.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Client.Tests;

/// <summary>Whatever comes in whatever order: the program is told one stream without gaps and repeats.</summary>
public sealed class RoomFeedTests : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ChatClientOptions options = Samples.Options();
    private Task running = Task.CompletedTask;

    [Fact]
    public async Task Entries_that_come_twice_and_in_any_order_are_told_once_and_in_order()
    {
        var feed = Start(new() { Answer = (_, _) => new JoinAnswer(1, 0, [], More: false) });
        await feed.Joined;
        var entries = Samples.Entries(1, 50);

        foreach (var entry in entries.Reverse().Concat(entries))
        {
            feed.Offer(entry);
        }

        Assert.Equal([0, .. Sequences(1, 50)], (await ReadAsync(feed, 51)).Select(next => next.Reaches.Sequence));
    }

    [Fact]
    public async Task A_gap_is_read_from_the_service_after_the_position()
    {
        var links = new FakeLinks { Answer = (_, arguments) => arguments[1] is ChatPosition { Sequence: 2 } ? new JoinAnswer(1, 5, Samples.Entries(3, 5), More: false) : new JoinAnswer(1, 2, [], More: false) };
        var feed = Start(links);
        await feed.Joined;

        feed.Offer(Samples.Entry(5));

        Assert.Equal([2L, 3, 4, 5], (await ReadAsync(feed, 4)).Select(next => next.Reaches.Sequence));
        Assert.Equal(["JoinRoom", "JoinRoom"], links.Calls.Select(call => call.Method));
    }

    [Fact]
    public async Task Another_epoch_replaces_what_is_shown()
    {
        var latest = Samples.Entries(3, 4, epoch: 2);
        var feed = Start(new() { Answer = (_, arguments) => arguments[1] is null ? new JoinAnswer(1, 3, [], More: false) : new JoinAnswer(2, 4, latest, More: true) });
        await feed.Joined;

        feed.Offer(latest[^1]);
        feed.Offer(Samples.Entry(5, epoch: 2));

        var told = await ReadAsync(feed, 3);
        Assert.Equal(new RoomReloaded(ReloadReason.NewEpoch, new(1, 3), new(2, 4), latest, More: true), told[1]);
        Assert.Equal(new ChatPosition(2, 5), told[2].Reaches);
    }

    [Fact]
    public async Task A_program_that_reads_slowly_holds_nothing_up_and_misses_nothing()
    {
        options.BufferedEvents = 2;
        var all = Samples.Entries(1, 3_000);
        var feed = Start(new()
        {
            Answer = (method, arguments) => method == "JoinRoom"
                ? new JoinAnswer(1, arguments[1] is null ? 0 : 3_000, [], More: arguments[1] is not null)
                : new HistoryPage([.. all.Skip((int)(long)arguments[2]!).Take(300)], More: true),
        });
        await feed.Joined;

        foreach (var entry in all)
        {
            feed.Offer(entry);
        }

        Assert.Equal([0, .. Sequences(1, 3_000)], (await ReadAsync(feed, 3_001)).Select(next => next.Reaches.Sequence));
    }

    [Fact]
    public async Task A_join_that_fails_for_the_moment_is_tried_again()
    {
        var tries = 0;
        var feed = Start(new() { Answer = (_, _) => ++tries < 3 ? throw new ChatException("unavailable", "Later.") : new JoinAnswer(1, 0, [], More: false) });

        await feed.Joined;

        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task A_room_that_is_refused_ends_with_the_code()
    {
        var feed = Start(new() { Answer = (_, _) => throw new ChatException("room-not-found", "No.") });

        Assert.Equal("room-not-found", (await Assert.ThrowsAsync<ChatException>(() => feed.Joined)).Code);
        Assert.Equal("room-not-found", (await Assert.ThrowsAsync<ChatException>(() => feed.Events.Completion)).Code);
    }

    [Fact]
    public async Task Missing_history_is_a_reload_and_not_a_hole()
    {
        // The service keeps only the entries from 50 on.
        var feed = Start(
            new() { Answer = (method, _) => method == "JoinRoom" ? new JoinAnswer(1, 60, [], More: true) : new HistoryPage(Samples.Entries(50, 60), More: true) },
            from: new(1, 10));

        var told = Assert.IsType<RoomReloaded>(Assert.Single(await ReadAsync(feed, 1)));

        Assert.Equal((ReloadReason.TooFarBehind, new ChatPosition(1, 60), 11), (told.Reason, told.Position, told.Latest.Count));
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private RoomFeed Start(FakeLinks links, ChatPosition? from = null)
    {
        var feed = new RoomFeed(Samples.Room, from, options, links, new Backoff(options), NullLogger.Instance);
        running = feed.RunAsync(stopping.Token);
        return feed;
    }

    private static async Task<List<RoomEvent>> ReadAsync(RoomFeed feed, int count)
    {
        var told = new List<RoomEvent>();
        while (told.Count < count)
        {
            told.Add(await feed.Events.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        }

        return told;
    }

    private static IEnumerable<long> Sequences(int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => (long)i);
}
