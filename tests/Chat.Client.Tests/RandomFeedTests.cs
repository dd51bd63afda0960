using Chat.Client.Connections;
using Chat.Client.Contract;
using Chat.Client.Rooms;
using Chat.Client.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Client.Tests;

/// <summary>A service that drops, repeats, reorders, refuses and begins anew, by a seed: the stream stays whole and gets to its end.</summary>
public sealed class RandomFeedTests
{
    private readonly ChatClientOptions options = Samples.Options();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public async Task The_stream_is_whole_whatever_the_service_does(int seed)
    {
        var random = new Random(seed);
        options.BufferedEvents = random.Next(1, 40);
        options.ResumeEntriesMax = 100;
        var service = new Log(random);
        using var stopping = new CancellationTokenSource();
        var feed = new RoomFeed(Samples.Room, null, options, new FakeLinks { Answer = service.Answer }, new Backoff(options), NullLogger.Instance);
        var running = feed.RunAsync(stopping.Token);
        await feed.Joined.WaitAsync(TimeSpan.FromSeconds(10));

        var reading = ReadToAsync(feed, () => service.Head);
        for (var i = 0; i < 400; i++)
        {
            foreach (var entry in service.Append())
            {
                feed.Offer(entry);
            }

            await Task.Yield();
        }

        foreach (var entry in service.End())
        {
            feed.Offer(entry);
        }

        await reading.WaitAsync(TimeSpan.FromSeconds(20));
        await stopping.CancelAsync();
        await running;
    }

    /// <summary>Reads until the log's end, and fails where an event does not follow the one before it.</summary>
    private static async Task ReadToAsync(RoomFeed feed, Func<ChatPosition?> end)
    {
        ChatPosition? at = null;
        while (at is null || at != end())
        {
            var next = await feed.Events.ReadAsync();
            if (next is EntryAppended)
            {
                Assert.Equal(at! with { Sequence = at.Sequence + 1 }, next.Reaches);
            }
            else
            {
                Assert.Equal(at, Assert.IsType<RoomReloaded>(next).Before);
            }

            at = next.Reaches;
        }
    }

    /// <summary>The service's log of the room, and the news of it as a bad network brings them.</summary>
    private sealed class Log(Random random)
    {
        private readonly Lock exclusive = new();
        private readonly List<ChatEntry> entries = [];
        private long epoch = 1;
        private bool ended;

        /// <summary>The last entry, once there will be no more.</summary>
        public ChatPosition? Head
        {
            get
            {
                lock (exclusive)
                {
                    return ended ? Last : null;
                }
            }
        }

        private ChatPosition Last => entries.Count == 0 ? new(epoch, 0) : new(entries[^1].Epoch, entries[^1].Sequence);

        public IReadOnlyList<ChatEntry> Append()
        {
            lock (exclusive)
            {
                epoch += random.Next(150) == 0 ? 1 : 0;
                entries.Add(Samples.Entry(entries.Count + 1, epoch));
                // Dropped, told, or told with some of those before it in any order.
                return random.Next(5) switch
                {
                    0 => [],
                    1 => [.. entries.TakeLast(5).OrderBy(_ => random.Next())],
                    _ => [entries[^1]],
                };
            }
        }

        public IReadOnlyList<ChatEntry> End()
        {
            lock (exclusive)
            {
                entries.Add(Samples.Entry(entries.Count + 1, epoch));
                ended = true;
                return [entries[^1]];
            }
        }

        public object Answer(string method, object?[] arguments)
        {
            lock (exclusive)
            {
                if (random.Next(4) == 0)
                {
                    throw new ChatException("unavailable", "Later.");
                }

                return method == "JoinRoom" ? Join((ChatPosition?)arguments[1]) : Page((long?)arguments[2], (int)arguments[3]!);
            }
        }

        private JoinAnswer Join(ChatPosition? position)
        {
            var isKnown = position is not null && position.Epoch == Last.Epoch;
            List<ChatEntry> missed = isKnown ? [.. entries.Skip((int)position!.Sequence).Take(30)] : [.. entries.TakeLast(20)];
            return new(Last.Epoch, Last.Sequence, missed, More: !isKnown || missed.LastOrDefault()?.Sequence < Last.Sequence);
        }

        private HistoryPage Page(long? after, int limit) => after is null
            ? new([.. entries.TakeLast(limit)], entries.Count > limit)
            : new([.. entries.Skip((int)after).Take(30)], entries.Count > after + 30);
    }
}
