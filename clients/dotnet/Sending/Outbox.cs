using System.Collections.Concurrent;
using Chat.Client.Connections;
using Microsoft.Extensions.Logging;

namespace Chat.Client.Sending;

/// <summary>All messages that are on their way, by room.</summary>
internal sealed partial class Outbox(ChatClientOptions options, ILinks links, ILogger logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RoomOutbox> rooms = new();
    private readonly ConcurrentDictionary<string, byte> lookingUp = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Backoff backoff = new(options);
    private int waiting;

    public IReadOnlyList<OutgoingMessage> Waiting => [.. rooms.Values.SelectMany(room => room.Waiting)];

    /// <summary>What the last run of the program could not send.</summary>
    public async Task RestoreAsync()
    {
        try
        {
            foreach (var kept in await options.Store.ReadOutboxAsync(stopping.Token).ConfigureAwait(false))
            {
                Interlocked.Increment(ref waiting);
                Of(kept.Room).Add(new(kept), isKept: true, stopping.Token);
            }
        }
        catch (Exception exception)
        {
            Log.NotRestored(logger, exception);
        }
    }

    public OutgoingMessage Send(string room, string text, SendOptions? sendOptions)
    {
        var now = options.TimeProvider.GetUtcNow();
        var message = new OutgoingMessage(new(Guid.CreateVersion7(now), room, text, sendOptions, now));
        if (stopping.IsCancellationRequested)
        {
            message.Fails(ChatException.Stopped());
        }
        else if (Interlocked.Increment(ref waiting) > options.OutboxLimit)
        {
            Interlocked.Decrement(ref waiting);
            message.Fails(new(ChatErrorCodes.OutboxFull, $"{options.OutboxLimit} messages wait to be sent."));
        }
        else
        {
            Of(room).Add(message, isKept: false, stopping.Token);
        }

        return message;
    }

    public void Arrived(ChatEntry entry)
    {
        if (rooms.TryGetValue(entry.Room, out var room))
        {
            room.Arrived(entry);
            EpochIs(entry.Room, entry.Epoch);
        }
    }

    public void Stored(string room, long sequence)
    {
        if (rooms.TryGetValue(room, out var outbox))
        {
            outbox.Watch.StoredUpTo(sequence);
        }
    }

    /// <summary>Where a room's order began anew, what was not stored before may be lost.</summary>
    public void EpochIs(string room, long epoch)
    {
        if (rooms.TryGetValue(room, out var outbox) && outbox.Watch.EpochIs(epoch) && lookingUp.TryAdd(room, 0))
        {
            _ = LookUpAsync(room, outbox.Watch);
        }
    }

    public void LinkChanged()
    {
        foreach (var room in rooms.Values)
        {
            room.LinkChanged();
        }
    }

    /// <summary>There will be no connection any more.</summary>
    public void Ended(ChatException why)
    {
        foreach (var room in rooms.Values)
        {
            room.LinkChanged();
            room.Watch.Stop(why);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        Ended(ChatException.Stopped());
    }

    private RoomOutbox Of(string room) => rooms.GetOrAdd(
        room, name => new(name, options, links, backoff, logger)
        {
            Left = () => Interlocked.Decrement(ref waiting),
            Placed = epoch => EpochIs(name, epoch),
        });

    private async Task LookUpAsync(string room, StoredWatch watch)
    {
        for (var failures = 1; lookingUp.ContainsKey(room); failures++)
        {
            try
            {
                await watch.LookUpAsync(links, stopping.Token).ConfigureAwait(false);
                lookingUp.TryRemove(room, out _);
            }
            catch (ChatException failed) when (failed.IsTransient)
            {
                await Task.Delay(backoff.After(failures), options.TimeProvider, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Log.LookUpFailed(logger, room, exception);
                watch.Stop(exception as ChatException ?? ChatException.Stopped());
                lookingUp.TryRemove(room, out _);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The store's outbox could not be read.")]
        public static partial void NotRestored(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Debug, "Messages of room {Room} could not be looked up.")]
        public static partial void LookUpFailed(ILogger logger, string room, Exception exception);
    }
}
