using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.Api.Delivery;

namespace Chat.Api.Presence;

/// <summary>
/// Tells clients who comes and goes: the changes of an interval as one. A client that has anything waiting is passed over and
/// gets the whole list when it has caught up, so that news never queue and no list stays wrong.
/// </summary>
internal sealed partial class PresenceNews
{
    /// <summary>A command that goes under with its connection may never end, whatever the client library promises.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly ConditionalWeakTable<LocalRoom, RoomPresence> states = [];
    private readonly ConcurrentDictionary<LocalRoom, byte> due = new();
    private readonly LocalRooms rooms;
    private readonly PresenceReader reader;
    private readonly TimeProvider time;
    private readonly ILogger<PresenceNews> logger;

    public PresenceNews(LocalRooms rooms, PresenceReader reader, TimeProvider time, ILogger<PresenceNews> logger)
    {
        (this.rooms, this.reader, this.time, this.logger) = (rooms, reader, time, logger);
        rooms.News += Receive;
    }

    /// <summary>News may have been missed: everybody gets the list.</summary>
    public void RefreshAll()
    {
        foreach (var room in rooms.All)
        {
            Of(room).Refresh();
            due[room] = 0;
        }
    }

    /// <summary>Tells what has gathered.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        due.Keys, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken }, (room, _) => FlushAsync(room));

    private void Receive(LocalRoom room, char kind, ReadOnlyMemory<byte> payload)
    {
        if (kind == RoomNews.Presence && JsonSerializer.Deserialize(payload.Span, PresenceJson.Default.PublishedPresence) is { } news)
        {
            Of(room).Add(news);
            due[room] = 0;
        }
    }

    private RoomPresence Of(LocalRoom room) => states.GetValue(room, static _ => new());

    private async ValueTask FlushAsync(LocalRoom room)
    {
        var state = Of(room);
        if (!state.IsDue(time))
        {
            return;
        }

        due.TryRemove(room, out _);
        var news = state.Take();
        var members = room.Members;
        try
        {
            var needsList = news.ListForAll || members.Any(member => news.Owed.Contains(member) && !member.IsBusy);
            Tell(room, members, news, needsList ? Complete(room.Name, await reader.ReadAsync(room.Name).WaitAsync(Patience, time)) : null);
        }
        catch (Exception exception)
        {
            // One room must not keep the others from being told.
            Log.Delayed(logger, room.Name, exception);
            state.Refresh();
            due[room] = 0;
        }
    }

    private void Tell(LocalRoom room, ChatConnection[] members, RoomPresence.Due news, Outgoing? list)
    {
        var change = news.Change is null ? null : Outgoing.PresenceChanged(room.Name, news.Change);
        foreach (var member in members)
        {
            var needsList = news.ListForAll || news.Owed.Contains(member);
            if (!needsList && change is null)
            {
                continue;
            }

            if (member.IsBusy || (needsList && list is null))
            {
                Of(room).Owe(member);
                due[room] = 0;
            }
            else
            {
                member.Send(needsList ? list! : change!);
            }
        }
    }

    private static Outgoing Complete(string room, PresenceAnswer present) => Outgoing.PresenceChanged(
        room, new(present.Online, present.Users ?? [], [], Complete: present.Users is not null, present.Version));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Who is in room {Room} cannot be read yet; trying again.")]
        public static partial void Delayed(ILogger logger, string room, Exception exception);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PublishedPresence))]
internal sealed partial class PresenceJson : JsonSerializerContext;
