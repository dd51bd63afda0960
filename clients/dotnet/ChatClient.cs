using System.Collections.Concurrent;
using Chat.Client.Connections;
using Chat.Client.Sending;
using Microsoft.Extensions.Logging;

namespace Chat.Client;

/// <summary>
/// A user's connection to the chat service. It stays connected, resumes its rooms where they were after every disconnect,
/// and sends what is in its outbox. All members may be called from any thread.
/// </summary>
public sealed partial class ChatClient : IAsyncDisposable
{
    private readonly ChatClientOptions options;
    private readonly ILogger logger;
    private readonly ConnectionKeeper keeper;
    private readonly Outbox outbox;
    private readonly ConcurrentDictionary<string, ChatRoom> rooms = new();
    private readonly Lazy<Task> restored;

    /// <summary>A client that is not connected yet.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which, and what is allowed.</exception>
    public ChatClient(ChatClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        this.options = options;
        logger = options.LoggerFactory.CreateLogger<ChatClient>();
        keeper = new(options, new Listener(this), logger) { Up = LinkChanged, Changed = OnChanged, Rejoined = RejoinedAsync };
        outbox = new(options, keeper, logger);
        restored = new(outbox.RestoreAsync);
    }

    /// <summary>The state has changed. Handlers should be quick.</summary>
    public event Action<ChatStateChange>? StateChanged;

    /// <summary>How the client stands to the service.</summary>
    public ChatState State => keeper.State;

    /// <summary>Messages that wait for their place: those of this run, and those that the last one left in the store.</summary>
    public IReadOnlyList<OutgoingMessage> Outbox => outbox.Waiting;

    /// <summary>
    /// Connects, and stays connected until the client is disposed. Ends with the first connection; a service that is away is
    /// tried until the token says stop, after which the client goes on trying.
    /// </summary>
    /// <exception cref="ChatException">A refusal that no retry helps: <c>unauthenticated</c>, <c>forbidden</c>.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        await restored.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        keeper.Start();
        await keeper.LinkAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Joins a room; a public one makes the user a member.</summary>
    /// <param name="room">Id of the room.</param>
    /// <param name="from">Where the program has read to, such as its store knows it: what was missed since comes first. Null: the latest.</param>
    /// <param name="cancellationToken">Ends the wait, and the joining.</param>
    /// <exception cref="ChatException">A refusal, such as <c>room-not-found</c>.</exception>
    /// <exception cref="InvalidOperationException">This client has joined the room.</exception>
    public async Task<ChatRoom> JoinAsync(string room, ChatPosition? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(room);
        var joining = new ChatRoom(room, from, options, keeper, outbox, logger, Forget);
        if (!rooms.TryAdd(room, joining))
        {
            throw new InvalidOperationException($"The room {room} is joined.");
        }

        await joining.JoinAsync(cancellationToken).ConfigureAwait(false);
        return joining;
    }

    /// <summary>Closes the connection; all rooms end, and what is not sent fails with <c>client-stopped</c> and stays in the store.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var room in rooms.Values)
        {
            await room.DisposeAsync().ConfigureAwait(false);
        }

        await outbox.DisposeAsync().ConfigureAwait(false);
        await keeper.DisposeAsync().ConfigureAwait(false);
    }

    private void Forget(ChatRoom room) => rooms.TryRemove(KeyValuePair.Create(room.Id, room));

    private void LinkChanged()
    {
        foreach (var room in rooms.Values)
        {
            room.Feed.LinkChanged();
        }

        outbox.LinkChanged();
    }

    private Task RejoinedAsync(IHubLink link) => Task.WhenAll(rooms.Values.Select(room => room.Feed.WhenJoinedOnAsync(link)));

    private void OnChanged(ChatStateChange change)
    {
        try
        {
            StateChanged?.Invoke(change);
        }
        catch (Exception exception)
        {
            // What a handler throws must not end the connection.
            Log.HandlerFailed(logger, exception);
        }

        // Rooms and outbox wait for a connection that will not come: they are told so when they ask.
        if (change.State == ChatState.Stopped)
        {
            LinkChanged();
            outbox.Ended(change.Cause ?? ChatException.Stopped());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A handler of the client's state failed.")]
        public static partial void HandlerFailed(ILogger logger, Exception exception);
    }

    /// <summary>Hands what the service says to the room that it is about.</summary>
    private sealed class Listener(ChatClient client) : ILinkListener
    {
        public void Appended(ChatEntry entry) => Of(entry.Room)?.Feed.Offer(entry);

        public void Stored(string room, long sequence) => client.outbox.Stored(room, sequence);

        public void TypingStarted(string room, string user) => Of(room)?.OnTyping(user);

        public void PresenceChanged(string room, PresenceChange change) => Of(room)?.OnPresence(change);

        public void Removed(string room) => Of(room)?.Feed.Remove();

        public void ReadReceipt(string room, string user, long sequence) => Of(room)?.OnReadReceipt(user, sequence);

        private ChatRoom? Of(string room) => client.rooms.GetValueOrDefault(room);
    }
}
