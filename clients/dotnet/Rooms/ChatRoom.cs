using System.Runtime.CompilerServices;
using Chat.Client.Connections;
using Chat.Client.Rooms;
using Chat.Client.Sending;
using Microsoft.Extensions.Logging;

namespace Chat.Client;

/// <summary>A room that the client has joined. All members may be called from any thread.</summary>
public sealed partial class ChatRoom : IAsyncDisposable
{
    private readonly ChatClientOptions options;
    private readonly ILinks links;
    private readonly Outbox outbox;
    private readonly ILogger logger;
    private readonly PositionKeeper positions;
    private readonly CancellationTokenSource leaving = new();
    private readonly Action<ChatRoom> left;
    private Task running = Task.CompletedTask;
    private int reading;

    internal ChatRoom(
        string id, ChatPosition? from, ChatClientOptions options, ILinks links, Outbox outbox, ILogger logger, Action<ChatRoom> left)
    {
        (Id, this.options, this.links, this.outbox, this.logger, this.left) = (id, options, links, outbox, logger, left);
        positions = new(id, options, logger);
        Feed = new(id, from, options, links, new(options), logger)
        {
            Arrived = outbox.Arrived,
            Resumed = epoch => outbox.EpochIs(id, epoch),
        };
    }

    /// <summary>Somebody else is typing. Told at once or not at all.</summary>
    public event Action<string>? TypingStarted;

    /// <summary>Users came or left. Told at once or not at all.</summary>
    public event Action<PresenceChange>? PresenceChanged;

    /// <summary>A user has read the room up to a sequence. Told at once or not at all.</summary>
    public event Action<string, long>? ReadReceipt;

    /// <summary>Id of the room.</summary>
    public string Id { get; }

    /// <summary>How far the program has read: what is kept in the store. Null before the first event.</summary>
    public ChatPosition? Position => positions.Latest;

    internal RoomFeed Feed { get; }

    /// <summary>
    /// The room's events in their order, without gaps and repeats, over all disconnects. One reader at a time; an event
    /// counts as read when the next one is asked for. Ends when the room is left.
    /// </summary>
    /// <exception cref="ChatException">The service refuses the room from now on, such as <c>room-not-found</c>, or has <c>removed</c> the user from it.</exception>
    /// <exception cref="InvalidOperationException">Somebody else is reading.</exception>
    public async IAsyncEnumerable<RoomEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref reading, 1) == 1)
        {
            throw new InvalidOperationException($"The room {Id} has a reader; a room has one at a time.");
        }

        try
        {
            await foreach (var next in Feed.Events.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return next;
                positions.Reached(next.Reaches);
            }
        }
        finally
        {
            Volatile.Write(ref reading, 0);
        }
    }

    /// <summary>
    /// Sends a message: at once, or when there is a connection, and again until it has its place; it has one effect. Never
    /// throws: the answer says how it went.
    /// </summary>
    public OutgoingMessage Send(string text, SendOptions? sendOptions = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return outbox.Send(Id, text, sendOptions);
    }

    /// <summary>Replaces the text of one's own message.</summary>
    /// <exception cref="ChatException">A refusal, or <c>connection-lost</c>: whether it took effect, the room's events say.</exception>
    public Task<ChatPosition> EditAsync(Guid id, string text, CancellationToken cancellationToken = default) =>
        CallAsync<ChatPosition>("EditMessage", [Id, id.ToString(), text], cancellationToken);

    /// <summary>Deletes one's own message, or anybody's where the user moderates the room.</summary>
    /// <exception cref="ChatException">As <see cref="EditAsync"/>.</exception>
    public Task<ChatPosition> DeleteAsync(Guid id, CancellationToken cancellationToken = default) =>
        CallAsync<ChatPosition>("DeleteMessage", [Id, id.ToString()], cancellationToken);

    /// <summary>Sets a reaction, or takes it back.</summary>
    /// <exception cref="ChatException">As <see cref="EditAsync"/>.</exception>
    public Task<ChatPosition> ReactAsync(Guid id, string emoji, bool on = true, CancellationToken cancellationToken = default) =>
        CallAsync<ChatPosition>("React", [Id, id.ToString(), emoji, on], cancellationToken);

    /// <summary>A page of the log: the latest, or those before or after a sequence; at most 300, by default 50.</summary>
    /// <exception cref="ChatException">A refusal, or <c>connection-lost</c>.</exception>
    public Task<HistoryPage> GetHistoryAsync(
        long? before = null, long? after = null, int? limit = null, CancellationToken cancellationToken = default) =>
        CallAsync<HistoryPage>("GetMessages", [Id, before, after, limit], cancellationToken);

    /// <summary>Says that the user has read the room up to a sequence.</summary>
    /// <exception cref="ChatException">A refusal, or <c>connection-lost</c>.</exception>
    public Task MarkReadAsync(long sequence, CancellationToken cancellationToken = default) =>
        CallAsync<object?>("MarkRead", [Id, sequence], cancellationToken);

    /// <summary>How far each member has read; nobody's in a large room.</summary>
    /// <exception cref="ChatException">A refusal, or <c>connection-lost</c>.</exception>
    public Task<IReadOnlyList<RoomReader>> GetReadersAsync(CancellationToken cancellationToken = default) =>
        CallAsync<IReadOnlyList<RoomReader>>("GetReadMarks", [Id], cancellationToken);

    /// <summary>Who is in the room; in a large one only how many.</summary>
    /// <exception cref="ChatException">A refusal, or <c>connection-lost</c>.</exception>
    public Task<RoomPresence> GetPresenceAsync(CancellationToken cancellationToken = default) =>
        CallAsync<RoomPresence>("GetPresence", [Id], cancellationToken);

    /// <summary>Tells the others that the user is typing.</summary>
    /// <exception cref="ChatException">A refusal, or <c>connection-lost</c>.</exception>
    public Task TypeAsync(CancellationToken cancellationToken = default) => CallAsync<object?>("Typing", [Id], cancellationToken);

    /// <summary>Hears no more of the room; the membership stays, and what was sent is still sent.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken = default)
    {
        if (leaving.IsCancellationRequested)
        {
            return;
        }

        await DisposeAsync().ConfigureAwait(false);
        try
        {
            await CallAsync<object?>("LeaveRoom", [Id], cancellationToken).ConfigureAwait(false);
        }
        catch (ChatException exception)
        {
            // A connection that is lost has left its rooms.
            Log.NotLeft(logger, Id, exception);
        }
    }

    /// <summary>Ends the stream, without telling the service.</summary>
    public async ValueTask DisposeAsync()
    {
        left(this);
        await leaving.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        await positions.FlushAsync().ConfigureAwait(false);
    }

    internal async Task JoinAsync(CancellationToken cancellationToken)
    {
        running = RunAsync();
        try
        {
            await Feed.Joined.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    internal void OnTyping(string user) => Raise(() => TypingStarted?.Invoke(user));

    internal void OnPresence(PresenceChange change) => Raise(() => PresenceChanged?.Invoke(change));

    internal void OnReadReceipt(string user, long sequence) => Raise(() => ReadReceipt?.Invoke(user, sequence));

    private async Task RunAsync()
    {
        await Feed.RunAsync(leaving.Token).ConfigureAwait(false);
        // A room that was refused may be joined anew.
        left(this);
    }

    private async Task<T> CallAsync<T>(string method, object?[] arguments, CancellationToken cancellationToken)
    {
        IHubLink link;
        try
        {
            link = await links.LinkAsync(cancellationToken).WaitAsync(options.AnswerTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw ChatException.Lost(late);
        }

        return await link.InvokeAsync<T>(method, arguments, cancellationToken).ConfigureAwait(false);
    }

    private void Raise(Action handlers)
    {
        try
        {
            handlers();
        }
        catch (Exception exception)
        {
            // What a handler throws must not end the connection that called it.
            Log.HandlerFailed(logger, Id, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Room {Room} was not left.")]
        public static partial void NotLeft(ILogger logger, string room, Exception exception);

        [LoggerMessage(LogLevel.Error, "A handler of room {Room} failed.")]
        public static partial void HandlerFailed(ILogger logger, string room, Exception exception);
    }
}
