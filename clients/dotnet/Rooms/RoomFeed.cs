using System.Threading.Channels;
using Chat.Client.Connections;
using Chat.Client.Contract;
using Microsoft.Extensions.Logging;

namespace Chat.Client.Rooms;

/// <summary>
/// Makes one ordered stream of a room out of connections that come and go. There is one way to repair anything, be it a
/// new connection, a gap, an overflow or another epoch: join with the position, and page what was missed.
/// </summary>
internal sealed partial class RoomFeed(
    string room, ChatPosition? from, ChatClientOptions options, ILinks links, Backoff backoff, ILogger logger)
{
    /// <summary>Most entries of a page; the service gives no more.</summary>
    private const int PageMax = 300;

    /// <summary>Entries that a reload shows.</summary>
    private const int Latest = 50;

    /// <summary>Entries that wait for one before them.</summary>
    private const int PendingMax = 1_024;

    private readonly PendingEntries pending = new(PendingMax);
    private readonly Wake wake = new();
    private readonly Wake linkChanged = new();
    private readonly Channel<RoomEvent> events = Channel.CreateBounded<RoomEvent>(
        new BoundedChannelOptions(options.BufferedEvents) { SingleWriter = true, SingleReader = true });

    private readonly TaskCompletionSource joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChatPosition? position = from;
    private IHubLink? joinedOn;
    private int joinsInARow;
    private bool ended;
    private bool removed;
    private TaskCompletionSource rejoined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>For the program; ends with the room.</summary>
    public ChannelReader<RoomEvent> Events => events.Reader;

    /// <summary>Ends when the room is joined for the first time, or is refused.</summary>
    public Task Joined => joined.Task;

    /// <summary>Every entry as it arrives, before it has waited for its turn.</summary>
    public Action<ChatEntry> Arrived { get; init; } = _ => { };

    /// <summary>The room is joined on a connection; the epoch is the room's.</summary>
    public Action<long> Resumed { get; init; } = _ => { };

    /// <summary>Takes an entry that the service appended, in any order and as often as it comes.</summary>
    public void Offer(ChatEntry entry)
    {
        Arrived(entry);
        pending.Add(entry);
        wake.Set();
    }

    /// <summary>The user is no longer a member: the room ends after what came before.</summary>
    public void Remove()
    {
        Volatile.Write(ref removed, true);
        wake.Set();
    }

    /// <summary>There may be another connection.</summary>
    public void LinkChanged()
    {
        linkChanged.Set();
        wake.Set();
    }

    /// <summary>Ends when the room is joined on the connection.</summary>
    public async Task WhenJoinedOnAsync(IHubLink link)
    {
        while (true)
        {
            var next = Volatile.Read(ref rejoined).Task;
            if (Volatile.Read(ref joinedOn) == link || Volatile.Read(ref ended))
            {
                return;
            }

            await next.ConfigureAwait(false);
        }
    }

    /// <summary>Runs until the token ends it or the service refuses the room.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ChatException? end = null;
        for (var failures = 0; end is null;)
        {
            try
            {
                await StepAsync(cancellationToken).ConfigureAwait(false);
                failures = 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                end = ChatException.Stopped();
            }
            catch (ChatException failed) when (failed.IsTransient)
            {
                var pause = backoff.After(++failures, failed.RetryAfter);
                Log.Delayed(logger, room, failed.Message, pause);
                await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
            }
            catch (ChatException refused)
            {
                end = refused;
            }
            catch (Exception defect)
            {
                Log.Defect(logger, room, defect);
                end = new(ChatErrorCodes.InternalError, "The room ended by a defect of the client.", defect);
            }
        }

        events.Writer.TryComplete(end.Code == ChatErrorCodes.ClientStopped ? null : end);
        joined.TrySetException(end);
        // Whoever waits hears it; where nobody waits, it is no unobserved failure.
        _ = joined.Task.Exception;
        Volatile.Write(ref ended, true);
        Volatile.Read(ref rejoined).TrySetResult();
    }

    /// <summary>1. What is in order goes to the program. 2. What is missing is asked for. 3. Nothing to do: waits.</summary>
    private async Task StepAsync(CancellationToken cancellationToken)
    {
        var isRemoved = Volatile.Read(ref removed);
        await DeliverAsync(cancellationToken).ConfigureAwait(false);
        if (isRemoved)
        {
            throw new ChatException(ChatErrorCodes.Removed, "The user is no longer a member of the room.");
        }

        var link = await links.LinkAsync(cancellationToken).ConfigureAwait(false);
        if (link != joinedOn || position is null || pending.LacksAfter(position))
        {
            // The answer to a join ends every gap; one that is still there is asked for again, but not at once.
            if (link == joinedOn && joinsInARow > 0)
            {
                await linkChanged.WaitAsync(backoff.After(joinsInARow), options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }

            joinsInARow++;
            await JoinAsync(link, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            joinsInARow = 0;
            await wake.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits where the program reads slowly: that is its back-pressure, and what comes meanwhile is bounded by <see cref="PendingMax"/>.</summary>
    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        while (position is not null && pending.TakeAfter(position) is { } entry)
        {
            await AcceptAsync(entry, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task JoinAsync(IHubLink link, CancellationToken cancellationToken)
    {
        pending.BeginAsking();
        var before = position;
        var answer = await link.InvokeAsync<JoinAnswer>("JoinRoom", [room, before], cancellationToken).ConfigureAwait(false);
        Resumed(answer.Epoch);
        // What was missed may be more than the buffer holds: whoever waits for the room must be able to read it.
        joined.TrySetResult();
        Volatile.Write(ref joinedOn, link);
        Interlocked.Exchange(ref rejoined, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        try
        {
            await ApplyAsync(link, before, answer, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Volatile.Write(ref joinedOn, null);
            throw;
        }
    }

    private async Task ApplyAsync(IHubLink link, ChatPosition? before, JoinAnswer answer, CancellationToken cancellationToken)
    {
        if (before is null)
        {
            await ReloadAsync(ReloadReason.Joined, answer, cancellationToken).ConfigureAwait(false);
        }
        else if (answer.Epoch != before.Epoch)
        {
            await ReloadAsync(ReloadReason.NewEpoch, answer, cancellationToken).ConfigureAwait(false);
        }
        else if (answer.Sequence < before.Sequence)
        {
            await ReloadAsync(ReloadReason.PositionUnknown, answer, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await CatchUpAsync(link, answer, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CatchUpAsync(IHubLink link, JoinAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Sequence - position!.Sequence > options.ResumeEntriesMax)
        {
            await ReloadLatestAsync(link, answer, cancellationToken).ConfigureAwait(false);
            return;
        }

        await AcceptAllAsync(answer.Entries, cancellationToken).ConfigureAwait(false);
        while (position.Sequence < answer.Sequence)
        {
            var page = await PageAsync(link, null, position.Sequence, PageMax, cancellationToken).ConfigureAwait(false);
            if (!await AcceptAllAsync(page.Entries, cancellationToken).ConfigureAwait(false))
            {
                // What follows is kept no longer, or belongs to an epoch that began meanwhile.
                await ReloadLatestAsync(link, answer, cancellationToken).ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task ReloadLatestAsync(IHubLink link, JoinAnswer answer, CancellationToken cancellationToken)
    {
        var page = await PageAsync(link, null, null, Latest, cancellationToken).ConfigureAwait(false);
        var last = page.Entries.Count == 0 ? new(answer.Epoch, answer.Sequence) : new ChatPosition(page.Entries[^1].Epoch, page.Entries[^1].Sequence);
        var reason = last.Epoch > position!.Epoch ? ReloadReason.NewEpoch : ReloadReason.TooFarBehind;
        await ReloadAsync(reason, new(last.Epoch, Math.Max(last.Sequence, answer.Sequence), page.Entries, page.More), cancellationToken).ConfigureAwait(false);
    }

    private Task<HistoryPage> PageAsync(IHubLink link, long? before, long? after, int limit, CancellationToken cancellationToken) =>
        link.InvokeAsync<HistoryPage>("GetMessages", [room, before, after, limit], cancellationToken);

    private async Task ReloadAsync(ReloadReason reason, JoinAnswer answer, CancellationToken cancellationToken)
    {
        foreach (var entry in answer.Entries)
        {
            Arrived(entry);
        }

        var reloaded = new RoomReloaded(reason, position, new(answer.Epoch, answer.Sequence), answer.Entries, answer.More);
        await events.Writer.WriteAsync(reloaded, cancellationToken).ConfigureAwait(false);
        position = reloaded.Position;
        Log.Reloaded(logger, room, reason, position.Epoch, position.Sequence);
    }

    /// <summary>False where the entries do not take the room on.</summary>
    private async Task<bool> AcceptAllAsync(IReadOnlyList<ChatEntry> entries, CancellationToken cancellationToken)
    {
        var began = position!;
        foreach (var entry in entries)
        {
            Arrived(entry);
            if (entry.Epoch == position!.Epoch && entry.Sequence == position.Sequence + 1)
            {
                await AcceptAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }

        return position != began;
    }

    private async Task AcceptAsync(ChatEntry entry, CancellationToken cancellationToken)
    {
        await events.Writer.WriteAsync(new EntryAppended(entry), cancellationToken).ConfigureAwait(false);
        position = new(entry.Epoch, entry.Sequence);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await linkChanged.WaitAsync(pause, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The next step says so.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Room {Room} cannot go on: {Reason} Next try in {Pause}.")]
        public static partial void Delayed(ILogger logger, string room, string reason, TimeSpan pause);

        [LoggerMessage(LogLevel.Debug, "Room {Room} is reloaded ({Reason}) at epoch {Epoch}, sequence {Sequence}.")]
        public static partial void Reloaded(ILogger logger, string room, ReloadReason reason, long epoch, long sequence);

        [LoggerMessage(LogLevel.Error, "Room {Room} ended by a defect.")]
        public static partial void Defect(ILogger logger, string room, Exception exception);
    }
}
