using Chat.Api.Presence;
using Chat.Api.Tests.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using Support;

namespace Chat.Api.Tests.Presence;

/// <summary>Who is in a room, as a client sees it that applies what it is told.</summary>
internal sealed class PresenceView
{
    private readonly Lock exclusive = new();
    private readonly SortedSet<string> users = new(StringComparer.Ordinal);
    private readonly TestClient client;
    private readonly string room;
    private long version;

    private PresenceView(TestClient client, string room)
    {
        (this.client, this.room) = (client, room);
        client.Hub.On<string, PresenceChange>("PresenceChanged", (of, change) =>
        {
            if (of == room)
            {
                Apply(change);
            }
        });
    }

    /// <summary>Every change that came, in order.</summary>
    public List<PresenceChange> Changes { get; } = [];

    /// <summary>As docs/chat-live.md tells clients: join, ask, apply.</summary>
    public static async Task<PresenceView> OpenAsync(TestClient client, string room)
    {
        var view = new PresenceView(client, room);
        await client.JoinAsync(room);
        await view.AskAsync();
        return view;
    }

    /// <summary>Waits until exactly these users are there, separated by spaces.</summary>
    public Task ShowsAsync(string expected, TimeSpan? timeout = null) => Eventually.BecomesAsync(
        $"{client.User} to see {expected} in {room}", () => Task.FromResult(Seen()), seen => seen == expected, timeout);

    /// <summary>Waits until the last change says so many.</summary>
    public Task<PresenceChange?> CountsAsync(int online) => Eventually.BecomesAsync(
        $"{client.User} to see {online} in {room}", () => Task.FromResult(Last()), last => last?.Online == online);

    public string Seen()
    {
        lock (exclusive)
        {
            return string.Join(' ', users);
        }
    }

    /// <summary>True where the user was ever told as gone.</summary>
    public bool SawLeave(string user)
    {
        lock (exclusive)
        {
            return Changes.Exists(change => change.Left.Contains(user));
        }
    }

    private PresenceChange? Last()
    {
        lock (exclusive)
        {
            return Changes.Count == 0 ? null : Changes[^1];
        }
    }

    private async Task AskAsync()
    {
        while (true)
        {
            var answer = await client.Hub.InvokeAsync<PresenceAnswer>("GetPresence", room);
            lock (exclusive)
            {
                if (answer.Version >= version)
                {
                    users.Clear();
                    users.UnionWith(answer.Users ?? []);
                    return;
                }
            }
        }
    }

    private void Apply(PresenceChange change)
    {
        lock (exclusive)
        {
            Changes.Add(change);
            version = change.Version;
            if (change.Complete)
            {
                users.Clear();
            }

            users.UnionWith(change.Joined);
            users.ExceptWith(change.Left);
        }
    }
}
