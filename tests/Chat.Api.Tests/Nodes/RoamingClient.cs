using System.Collections.Concurrent;
using Chat.Api.Messages;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Api.Tests.Nodes;

/// <summary>
/// A client as it should be: it follows the hint to come back elsewhere, resumes with its position, reads what a join leaves
/// to pages, and sends again under the same id. It keeps what it has seen, in its order.
/// </summary>
internal sealed class RoamingClient : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Func<Uri> choose;
    private readonly string user;
    private readonly string room;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock exclusive = new();
    private readonly List<LogEntry> seen = [];
    private readonly Task running;
    private volatile Session? current;
    private Position? position;

    private RoamingClient(Func<Uri> choose, string user, string room)
    {
        (this.choose, this.user, this.room) = (choose, user, room);
        running = RunAsync();
    }

    /// <summary>What a user of this client would have been shown: every send that failed for good, every call that threw.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>How often the client came to a node.</summary>
    public int Moves { get; private set; }

    /// <param name="choose">Address of the node to go to.</param>
    /// <param name="user">Who it is.</param>
    /// <param name="room">The room that it reads and writes.</param>
    public static async Task<RoamingClient> StartAsync(Func<Uri> choose, string user, string room)
    {
        var client = new RoamingClient(choose, user, room);
        await Support.Eventually.BecomesAsync($"{user} to be in {room}", () => Task.FromResult(client.current is not null), there => there);
        return client;
    }

    public List<LogEntry> Seen()
    {
        lock (exclusive)
        {
            return [.. seen];
        }
    }

    /// <summary>Sends until it is acknowledged, under one id.</summary>
    /// <param name="text">Text of the message.</param>
    /// <param name="toleratesErrors">False: a call that throws is an error, however the next one ends.</param>
    public async Task<SendReceipt> SendAsync(string text, bool toleratesErrors = false)
    {
        var id = TestClient.NewId();
        for (var started = Environment.TickCount64; ;)
        {
            var session = current!;
            if (!session.TryEnter())
            {
                // It has just been left for the next one.
                await Task.Yield();
                continue;
            }

            try
            {
                return await session.Client.SendAsync(room, text, id);
            }
            catch (Exception exception) when (exception is HubException or InvalidOperationException or OperationCanceledException or IOException)
            {
                if (!toleratesErrors)
                {
                    Errors.Enqueue($"send: {exception.Message}");
                }

                Assert.True(Environment.TickCount64 - started < Patience.TotalMilliseconds, $"{user} could not send for {Patience}: {exception.Message}");
                await Task.Delay(Pause);
            }
            finally
            {
                session.Exit();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            if (await ConnectAsync() is not { } next)
            {
                await Task.Delay(Pause);
                continue;
            }

            var last = current;
            current = next;
            Moves++;
            if (last is not null)
            {
                await last.EndAsync();
            }

            await ReadAsync(next);
        }

        if (current is { } session)
        {
            await session.EndAsync();
        }
    }

    private async Task<Session?> ConnectAsync()
    {
        TestClient? client = null;
        try
        {
            client = await TestClient.ConnectAsync(choose(), user);
            var answer = await client.JoinAsync(room, position);
            await TakeAsync(client, answer);
            return new(client);
        }
        catch (Exception exception) when (exception is HubException or HttpRequestException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // A node that stops or a store that is away: the next try, perhaps at another node.
            if (client is not null)
            {
                await client.DisposeAsync();
            }

            return null;
        }
    }

    private async Task TakeAsync(TestClient client, JoinAnswer answer)
    {
        var entries = answer.Entries.ToList();
        var resumed = position is not null && position.Epoch == answer.Epoch;
        for (var more = resumed && answer.More; more;)
        {
            var page = await client.GetAsync(room, after: entries[^1].Sequence, limit: 300);
            entries.AddRange(page.Entries.Where(entry => entry.Sequence <= answer.Sequence));
            more = page.More && entries[^1].Sequence < answer.Sequence;
        }

        // Without a position, or with one of an epoch that is over, the latest are history: the log goes on after them.
        foreach (var entry in entries)
        {
            Apply(entry);
        }

        position = new(answer.Epoch, answer.Sequence);
    }

    /// <summary>Until the node asks to leave, or is gone.</summary>
    private async Task ReadAsync(Session session)
    {
        var hintedAt = 0L;
        while (!stopping.IsCancellationRequested && !session.Client.Closed.Task.IsCompleted)
        {
            while (session.Client.Appended.TryDequeue(out var entry))
            {
                Apply(entry);
            }

            if (session.Client.Reconnect.Task is { IsCompletedSuccessfully: true } hint)
            {
                hintedAt = hintedAt == 0 ? Environment.TickCount64 : hintedAt;
                if (Environment.TickCount64 - hintedAt >= hint.Result)
                {
                    return;
                }
            }

            await Task.Delay(Pause);
        }
    }

    private void Apply(LogEntry entry)
    {
        if (entry.Room != room || (position is not null && (entry.Epoch, entry.Sequence).CompareTo((position.Epoch, position.Sequence)) <= 0))
        {
            return;
        }

        position = new(entry.Epoch, entry.Sequence);
        lock (exclusive)
        {
            seen.Add(entry);
        }
    }

    /// <summary>A connection that is left when no call is under way on it.</summary>
    private sealed class Session(TestClient client)
    {
        private readonly Lock exclusive = new();
        private int calls;
        private bool ended;

        public TestClient Client => client;

        /// <summary>False once the connection is left.</summary>
        public bool TryEnter()
        {
            lock (exclusive)
            {
                calls += ended ? 0 : 1;
                return !ended;
            }
        }

        public void Exit()
        {
            lock (exclusive)
            {
                calls--;
            }
        }

        public async Task EndAsync()
        {
            lock (exclusive)
            {
                ended = true;
            }

            for (var waited = TimeSpan.Zero; Calls > 0 && waited < Patience; waited += Pause)
            {
                await Task.Delay(Pause);
            }

            await client.DisposeAsync();
        }

        private int Calls
        {
            get
            {
                lock (exclusive)
                {
                    return calls;
                }
            }
        }
    }
}
