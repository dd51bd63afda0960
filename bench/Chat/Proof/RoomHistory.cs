namespace Bench.Chat.Proof;

/// <summary>The part of a history that one room has.</summary>
internal sealed class RoomHistory
{
    private RoomHistory(string name, IEnumerable<Sent> sent, IEnumerable<ClientView> views, IEnumerable<ProofEntry> stored)
    {
        Name = name;
        Sent = [.. sent];
        Views = [.. views];
        Log = [.. stored.OrderBy(entry => entry.Sequence).ThenBy(entry => entry.Epoch)];
        ByPlace = Log.ToDictionary(entry => entry.Place);
        EpochFirst = Log.GroupBy(entry => entry.Epoch).ToDictionary(epoch => epoch.Key, epoch => epoch.Min(entry => entry.Sequence));
    }

    public string Name { get; }

    public IReadOnlyList<Sent> Sent { get; }

    public IReadOnlyList<ClientView> Views { get; }

    /// <summary>What PostgreSQL has, in the room's order.</summary>
    public IReadOnlyList<ProofEntry> Log { get; }

    public IReadOnlyDictionary<Place, ProofEntry> ByPlace { get; }

    /// <summary>First sequence of each stored epoch.</summary>
    public IReadOnlyDictionary<long, long> EpochFirst { get; }

    /// <summary>All rooms that anything happened in.</summary>
    public static IEnumerable<RoomHistory> Of(History history)
    {
        var sent = history.Sent.ToLookup(one => one.Room);
        var views = history.Views.ToLookup(one => one.Room);
        var stored = history.Stored.ToLookup(one => one.Room);
        return sent.Select(room => room.Key).Union(views.Select(room => room.Key)).Union(stored.Select(room => room.Key)).Order(StringComparer.Ordinal)
            .Select(room => new RoomHistory(room, sent[room], views[room], stored[room]));
    }
}
