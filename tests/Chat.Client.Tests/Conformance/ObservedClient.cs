namespace Chat.Client.Tests.Conformance;

/// <summary>A client of a case and all that its program saw.</summary>
internal sealed class ObservedClient(string name) : IAsyncDisposable
{
    private readonly Lock exclusive = new();
    private readonly List<ChatEntry> view = [];
    private readonly List<ReloadReason> reloads = [];
    private readonly List<ChatStateChange> states = [];
    private readonly List<string> typing = [];
    private readonly List<(string User, long Sequence)> receipts = [];
    private readonly HashSet<string> online = [];
    private ChatPosition? at;
    private string? broken;

    public string Name => name;

    public InMemoryChatStore Store { get; } = new();

    public SlowClock Clock { get; } = new();

    public ChatClient? Client { get; set; }

    public ChatRoom? Room { get; private set; }

    /// <summary>Every message that it sent, in order.</summary>
    public List<OutgoingMessage> Sent { get; } = [];

    /// <summary>How the reading ended: nothing while it goes on, "" for an orderly end, else a code.</summary>
    public string? Ended { get; private set; }

    /// <summary>What its program would show: a copy, checked for gaps and repeats.</summary>
    public IReadOnlyList<ChatEntry> View
    {
        get
        {
            lock (exclusive)
            {
                Assert.Null(broken);
                return [.. view];
            }
        }
    }

    public IReadOnlyList<ReloadReason> Reloads => Copy(reloads);

    public IReadOnlyList<ChatStateChange> States => Copy(states);

    public IReadOnlyList<string> Typing => Copy(typing);

    public IReadOnlyList<(string User, long Sequence)> Receipts => Copy(receipts);

    public bool SeesOnline(string user)
    {
        lock (exclusive)
        {
            return online.Contains(user);
        }
    }

    public void Observe(ChatClient client)
    {
        Client = client;
        client.StateChanged += change => Add(states, change);
    }

    public async Task JoinAsync(string room, ChatPosition? from)
    {
        Room = await Client!.JoinAsync(room, from);
        Room.TypingStarted += user => Add(typing, user);
        Room.ReadReceipt += (user, sequence) => Add(receipts, (user, sequence));
        Room.PresenceChanged += Apply;
        (Ended, at) = (null, from);
        _ = ReadAsync(Room);
    }

    public async Task StopAsync()
    {
        if (Client is not null)
        {
            await Client.DisposeAsync();
        }

        Client = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task ReadAsync(ChatRoom room)
    {
        try
        {
            await foreach (var next in room.ReadAsync())
            {
                Apply(next);
            }

            Ended = "";
        }
        catch (ChatException refused)
        {
            Ended = refused.Code;
        }
    }

    private void Apply(RoomEvent next)
    {
        lock (exclusive)
        {
            switch (next)
            {
                case RoomReloaded reloaded:
                    reloads.Add(reloaded.Reason);
                    view.Clear();
                    view.AddRange(reloaded.Latest);
                    at = reloaded.Position;
                    break;
                case EntryAppended { Entry: var entry }:
                    if ((entry.Epoch, entry.Sequence) != (at?.Epoch, at?.Sequence + 1))
                    {
                        broken ??= $"{name} was told {entry.Epoch}/{entry.Sequence} after {at}";
                    }

                    at = new(entry.Epoch, entry.Sequence);
                    view.Add(entry);
                    break;
                default:
                    throw new InvalidOperationException($"{next} is not known.");
            }
        }
    }

    private void Apply(PresenceChange change)
    {
        lock (exclusive)
        {
            if (change.Complete)
            {
                online.Clear();
            }

            online.UnionWith(change.Joined);
            online.ExceptWith(change.Left);
        }
    }

    private void Add<T>(List<T> list, T item)
    {
        lock (exclusive)
        {
            list.Add(item);
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (exclusive)
        {
            return [.. list];
        }
    }
}
