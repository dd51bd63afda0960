using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Chat.Api.Messages;
using Chat.Api.Storage;
using StackExchange.Redis;

namespace Chat.Api.Delivery;

/// <summary>
/// The rooms that this node has members in. Each is subscribed to its own sharded channel, opened where the log stands,
/// and repaired from the log when publications were missed.
/// </summary>
internal sealed partial class LocalRooms(
    IConnectionMultiplexer redis, Partitions partitions, RoomHeads heads, LogReader reader,
    ChatMetrics metrics, TimeProvider time, ILogger<LocalRooms> logger)
{
    /// <summary>Below what a connection may have queued, so that a repair cuts nobody off.</summary>
    private const int RepairPage = 100;

    /// <summary>A publication that was overtaken arrives within this time; only then is the log asked.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The client library has its own timeouts, but a command that goes under with its connection may never end (seen in the
    /// field): whoever waits for one here gives up by himself.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A comparison that has failed so often is given up for the moment: Redis is away.</summary>
    private const int ResyncFailuresMax = 1_000;

    private readonly ConcurrentDictionary<string, Opening> rooms = new();
    private readonly ConcurrentDictionary<LocalRoom, byte> repairing = new();
    private readonly SemaphoreSlim[] subscribing = [.. Enumerable.Range(0, partitions.Count).Select(_ => new SemaphoreSlim(1))];

    private long receivedAt;

    /// <summary>A connection has joined or left; handlers only take note.</summary>
    public event Action<LocalRoom>? MembersChanged;

    /// <summary>News of a room that are no entry: <see cref="RoomNews"/> says which; handlers only take note.</summary>
    public event Action<LocalRoom, char, ReadOnlyMemory<byte>>? News;

    /// <summary>Since when nothing at all was heard from Redis.</summary>
    public TimeSpan QuietFor => time.GetElapsedTime(Volatile.Read(ref receivedAt));

    /// <summary>Publications may have been missed; handlers only take note.</summary>
    public event Action? Resynced;

    public IReadOnlyCollection<LocalRoom> All => [.. rooms.Values.Select(opening => opening.Room)];

    /// <summary>The room, if it is there.</summary>
    public LocalRoom? Find(string name) => rooms.TryGetValue(name, out var opening) ? opening.Room : null;

    /// <summary>An entry that this node has appended: its own members get it at once.</summary>
    public void Offer(Sequenced appended)
    {
        if (Find(appended.Entry.Room) is { } room)
        {
            Received(room, appended);
        }
    }

    /// <summary>The open room, held by the caller until <see cref="LocalRoom.Release"/>.</summary>
    public async Task<LocalRoom> HoldAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var opening = rooms.GetOrAdd(name, Create);
            if (opening.Room.Hold())
            {
                try
                {
                    await opening.Opened.Value.WaitAsync(cancellationToken);
                    return opening.Room;
                }
                catch
                {
                    opening.Room.Release();
                    throw;
                }
            }

            // It has just closed and is about to leave the list.
            await Task.Yield();
        }
    }

    /// <summary>Publications may have been missed: asks the log where every room stands. Answers how many it could not ask about.</summary>
    public async Task<int> ResyncAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        await Parallel.ForEachAsync(
            All,
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken },
            async (room, token) =>
            {
                if (Volatile.Read(ref failures) < ResyncFailuresMax && !await TryResyncAsync(room, token))
                {
                    Interlocked.Increment(ref failures);
                }
            });
        Resynced?.Invoke();
        return failures;
    }

    /// <summary>
    /// The client library subscribes anew by itself, but one that the server refused at that moment is not tried again.
    /// Answers how many were missing.
    /// </summary>
    public async Task<int> SubscribeMissingAsync()
    {
        var subscriber = redis.GetSubscriber();
        var missing = rooms.Values.Count(opening => opening.Queue is { } queue && subscriber.SubscribedEndpoint(queue.Channel) is null);
        if (missing > 0)
        {
            // Reads where every slot lives and subscribes what is not.
            await redis.ConfigureAsync().WaitAsync(Patience, time);
        }

        return missing;
    }

    private async Task<bool> TryResyncAsync(LocalRoom room, CancellationToken cancellationToken)
    {
        try
        {
            await ResyncAsync(room, cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A command that is cancelled together with its connection is one that failed, not one that was given up.
            Log.ResyncFailed(logger, room.Name, exception);
            return false;
        }
    }

    /// <summary>A room that is still being opened is read as it stands when that is done.</summary>
    private async Task ResyncAsync(LocalRoom room, CancellationToken cancellationToken) =>
        room.Resync(await heads.ReadAsync(room.Name, room.Delivered, cancellationToken).WaitAsync(Patience, time, cancellationToken));

    private Opening Create(string name)
    {
        var room = new LocalRoom(name, metrics, time, Forget, Repair, changed => MembersChanged?.Invoke(changed));
        var opening = new Opening(room);
        opening.Opened = new(() => OpenAsync(opening));
        return opening;
    }

    private async Task OpenAsync(Opening opening)
    {
        var room = opening.Room;
        var keys = partitions.Of(room.Name);
        // Subscribing and unsubscribing the same channel at once is a race in the client library.
        await EnterAsync(keys.Partition);
        try
        {
            opening.Queue = await SubscribeAsync(RedisChannel.Sharded(keys.Channel));
        }
        finally
        {
            subscribing[keys.Partition].Release();
        }

        metrics.RoomOpened(1);
        opening.Queue.OnMessage(message => Receive(room, message.Message));
        // Subscribed first, then asked: what is appended in between arrives both ways, and once.
        await ResyncAsync(room, CancellationToken.None);
    }

    private async Task EnterAsync(int partition)
    {
        if (!await subscribing[partition].WaitAsync(Patience))
        {
            throw new TimeoutException("Other rooms are being subscribed, and Redis does not answer.");
        }
    }

    private async Task<ChannelMessageQueue> SubscribeAsync(RedisChannel channel)
    {
        try
        {
            return await redis.GetSubscriber().SubscribeAsync(channel).WaitAsync(Patience, time);
        }
        catch
        {
            // The client library would subscribe it later all the same, into a queue that nobody reads.
            _ = DropAsync(channel);
            throw;
        }
    }

    private async Task DropAsync(RedisChannel channel)
    {
        try
        {
            await redis.GetSubscriber().UnsubscribeAsync(channel);
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            Log.UnsubscribeFailed(logger, channel.ToString(), exception);
        }
    }

    private void Forget(LocalRoom room)
    {
        if (rooms.TryGetValue(room.Name, out var opening) && opening.Room == room && rooms.TryRemove(KeyValuePair.Create(room.Name, opening)))
        {
            _ = CloseAsync(opening);
        }
    }

    private async Task CloseAsync(Opening opening)
    {
        // Whoever asked for it may leave while it is being opened, which goes on to its end and may subscribe only then.
        await opening.Opened.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.Queue is not { } queue)
        {
            return;
        }

        metrics.RoomOpened(-1);
        var gate = subscribing[partitions.PartitionOf(opening.Room.Name)];
        // Each that is before this one gives up after its patience: the wait has an end.
        await gate.WaitAsync();
        try
        {
            await queue.UnsubscribeAsync().WaitAsync(Patience, time);
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            Log.UnsubscribeFailed(logger, opening.Room.Name, exception);
        }
        finally
        {
            gate.Release();
        }
    }

    private void Receive(LocalRoom room, RedisValue message)
    {
        Volatile.Write(ref receivedAt, time.GetTimestamp());
        var payload = ((ReadOnlyMemory<byte>)message).Span;
        try
        {
            switch ((char)payload[0])
            {
                case RoomNews.Entry:
                    Receive(room, payload[1..]);
                    break;
                case RoomNews.Stored:
                    room.Stored(long.Parse(payload[1..], CultureInfo.InvariantCulture));
                    break;
                case RoomNews.Typing:
                    room.Typing(Encoding.UTF8.GetString(payload[1..]));
                    break;
                default:
                    // A newer version in a rolling update says things that this one does not know.
                    News?.Invoke(room, (char)payload[0], ((ReadOnlyMemory<byte>)message)[1..]);
                    break;
            }
        }
        catch (Exception exception)
        {
            // One unreadable publication must not end the subscription; the gap that it leaves is repaired.
            Log.PublicationUnreadable(logger, room.Name, exception);
        }
    }

    /// <summary>What this node has appended itself is mostly delivered by now: it is not read once more.</summary>
    private void Receive(LocalRoom room, ReadOnlySpan<byte> entry)
    {
        var (epoch, sequence) = LogCodec.Place(entry);
        if (!room.HasDelivered(epoch, sequence))
        {
            Received(room, LogCodec.Decode(room.Name, entry));
        }
    }

    private void Received(LocalRoom room, Sequenced sequenced)
    {
        room.Offer(sequenced);
        if (sequenced.Entry.Kind == EntryKinds.Deleted)
        {
            reader.Forget(room.Name);
        }
    }

    private void Repair(LocalRoom room)
    {
        if (repairing.TryAdd(room, 0))
        {
            _ = RepairAsync(room);
        }
    }

    private async Task RepairAsync(LocalRoom room)
    {
        var pause = Grace;
        await Task.Delay(pause, time);
        while (room.Gap(RepairPage) is { } gap)
        {
            var before = room.Delivered;
            try
            {
                await FillAsync(room, gap);
            }
            catch (Exception exception)
            {
                Log.RepairDelayed(logger, room.Name, exception);
            }

            pause = room.Delivered == before ? TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, RetryMax.Ticks)) : Grace;
            if (room.Delivered == before)
            {
                await Task.Delay(pause, time);
            }
        }

        repairing.TryRemove(room, out _);
        if (room.Gap(RepairPage) is not null)
        {
            Repair(room);
        }
    }

    private async Task FillAsync(LocalRoom room, Slice gap)
    {
        // Where Redis has lost the log, the gap cannot be filled: the next epoch ends it.
        await ResyncAsync(room, CancellationToken.None);
        if (room.Delivered?.Epoch != gap.Epoch)
        {
            return;
        }

        var entries = await reader.ReadAsync(gap, CancellationToken.None);
        foreach (var entry in entries)
        {
            room.Offer(new(entry, gap.Lower, (entry.Text?.Length ?? 0) * 2 + 512));
        }

        metrics.Repaired(entries.Count);
        Log.Repaired(logger, room.Name, entries.Count, gap.Lower);
    }

    private sealed class Opening(LocalRoom room)
    {
        public LocalRoom Room => room;

        public Lazy<Task> Opened { get; set; } = null!;

        public ChannelMessageQueue? Queue { get; set; }
    }
}
