using System.Collections.Concurrent;
using System.Globalization;
using Chat.Api.Messages;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Chat.Api.Tests.Nodes;

/// <summary>The official SignalR client, and everything that it was told, in the order in which it came.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private readonly HubConnection hub;
    private readonly ConcurrentQueue<(string Room, long Sequence)> storedNews = new();

    private TestClient(string user, HubConnection hub)
    {
        (User, this.hub) = (user, hub);
        hub.On<LogEntry>("Appended", Appended.Enqueue);
        hub.On<string, long>("Stored", (room, sequence) =>
        {
            Stored[room] = sequence;
            storedNews.Enqueue((room, sequence));
        });
        hub.On<string, string>("TypingStarted", (room, user) => Typing.Enqueue((room, user)));
        hub.On<string>("Removed", Removed.Enqueue);
        hub.On<int>("Reconnect", delayMs => Reconnect.TrySetResult(delayMs));
        hub.On<string>("Cut", code => Cut.TrySetResult(code));
        hub.Closed += _ =>
        {
            Closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public string User { get; }

    /// <summary>For what this class has no method for.</summary>
    public HubConnection Hub => hub;

    public ConcurrentQueue<LogEntry> Appended { get; } = new();

    public ConcurrentDictionary<string, long> Stored { get; } = new();

    public ConcurrentQueue<(string Room, string User)> Typing { get; } = new();

    public ConcurrentQueue<string> Removed { get; } = new();

    public TaskCompletionSource<int> Reconnect { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<string> Cut { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static Task<TestClient> ConnectAsync(ChatNode node, string user, bool messagePack = false, params string[] roles) =>
        ConnectAsync(node.Address, user, messagePack, roles);

    public static Task<TestClient> ConnectAsync(Uri node, string user, bool messagePack = false, params string[] roles) =>
        ConnectAsync(node, user, TestTokens.For(user, roles), messagePack);

    public static async Task<TestClient> ConnectAsync(
        Uri node, string user, string token, bool messagePack = false, Action<HttpConnectionOptions>? configure = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(node, "/hubs/chat"), options =>
        {
            options.AccessTokenProvider = () => Task.FromResult<string?>(token);
            configure?.Invoke(options);
        });
        if (messagePack)
        {
            builder.AddMessagePackProtocol();
        }

        var client = new TestClient(user, builder.Build());
        await client.hub.StartAsync();
        return client;
    }

    public Task<JoinAnswer> JoinAsync(string room, Position? position = null) => hub.InvokeAsync<JoinAnswer>("JoinRoom", room, position);

    public Task LeaveAsync(string room) => hub.InvokeAsync("LeaveRoom", room);

    public Task<SendReceipt> SendAsync(string room, string text, string? id = null) =>
        SendAsync(new SendRequest(room, id ?? NewId(), text, null, null, null));

    public Task<SendReceipt> SendAsync(SendRequest request) => hub.InvokeAsync<SendReceipt>("SendMessage", request);

    public Task<Position> EditAsync(string room, Guid id, string text) =>
        hub.InvokeAsync<Position>("EditMessage", room, id.ToString(), text);

    public Task<Position> DeleteAsync(string room, Guid id) => hub.InvokeAsync<Position>("DeleteMessage", room, id.ToString());

    public Task<Position> ReactAsync(string room, Guid id, string emoji, bool on) =>
        hub.InvokeAsync<Position>("React", room, id.ToString(), emoji, on);

    public Task TypeAsync(string room) => hub.InvokeAsync("Typing", room);

    public Task<HistoryPage> GetAsync(string room, long? before = null, long? after = null, int? limit = null) =>
        hub.InvokeAsync<HistoryPage>("GetMessages", room, before, after, limit);

    /// <summary>The entries of the room that were appended, when there are as many as that.</summary>
    public async Task<IReadOnlyList<LogEntry>> AppendedAsync(string room, int count) => await Eventually.BecomesAsync(
        $"{User} to be told of {count} entries of {room}",
        () => Task.FromResult(new Seen([.. Appended.Where(entry => entry.Room == room)])),
        seen => seen.Count >= count);

    /// <summary>Ends when the client was told that the room is stored up to the sequence.</summary>
    public Task<long> StoredAsync(string room, long sequence) => Eventually.BecomesAsync(
        $"{User} to hear that {room} is stored up to {sequence}", () => Task.FromResult(Stored.GetValueOrDefault(room)), stored => stored == sequence);

    /// <summary>All that the client was told of commits in the room.</summary>
    public IEnumerable<long> StoredInOrder(string room) => storedNews.Where(news => news.Room == room).Select(news => news.Sequence);

    /// <summary>The code of the refusal that the call ends with.</summary>
    public static async Task<string> CodeOfAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<HubException>(call);
        const string Prefix = "HubException: ";
        var said = refused.Message[(refused.Message.IndexOf(Prefix, StringComparison.Ordinal) + Prefix.Length)..];
        return said[..said.IndexOf(':', StringComparison.Ordinal)];
    }

    /// <summary>"taken", or the code of the refusal.</summary>
    public static async Task<string> TryAsync(Func<Task> call)
    {
        var made = call();
        await Task.WhenAny(made);
        return made.IsCompletedSuccessfully ? "taken" : await CodeOfAsync(() => made);
    }

    public static string NewId() => Guid.CreateVersion7().ToString();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    /// <summary>Entries that print as their sequences, for waits that fail.</summary>
    private sealed class Seen(List<LogEntry> entries) : List<LogEntry>(entries)
    {
        public override string ToString() =>
            $"{Count}: {string.Join(' ', this.TakeLast(20).Select(entry => entry.Sequence.ToString(CultureInfo.InvariantCulture)))}";
    }
}
