namespace Bench.Chat.Proof;

/// <summary>The part of a history that one room has.</summary>
internal sealed class RoomHistory
{
    private RoomHistory(string name, IEnumerable<Sent> sent, IEnumerable<ClientView> views, IEnumerable<ProofEntry> stored, Losses losses)
    {
        (Name, Losses) = (name, losses);
        Sent = [.. sent];
        Views = [.. views];
        Log = [.. stored.OrderBy(entry => entry.Sequence).ThenBy(entry => entry.Epoch)];
        ByPlace = Log.ToDictionary(entry => entry.Place);
        Lost = losses.Any ? Seen().Where(place => !ByPlace.ContainsKey(place.Key) && place.All(losses.Excuse)).Select(place => place.Key).ToHashSet() : new HashSet<Place>();
        EpochFirst = Log.Select(entry => entry.Place).Concat(Lost).GroupBy(place => place.Epoch).ToDictionary(epoch => epoch.Key, epoch => epoch.Min(place => place.Sequence));
    }

    public string Name { get; }

    public IReadOnlyList<Sent> Sent { get; }

    public IReadOnlyList<ClientView> Views { get; }

    /// <summary>What PostgreSQL has, in the room's order.</summary>
    public IReadOnlyList<ProofEntry> Log { get; }

    public IReadOnlyDictionary<Place, ProofEntry> ByPlace { get; }

    /// <summary>What was taken away from Redis meanwhile.</summary>
    public Losses Losses { get; }

    /// <summary>Places that were seen, and went with Redis before they were stored.</summary>
    public IReadOnlySet<Place> Lost { get; }

    /// <summary>First sequence of each epoch that is stored, or was lost.</summary>
    public IReadOnlyDictionary<long, long> EpochFirst { get; }

    /// <summary>All rooms that anything happened in.</summary>
    public static IEnumerable<RoomHistory> Of(History history)
    {
        var sent = history.Sent.ToLookup(one => one.Room);
        var views = history.Views.ToLookup(one => one.Room);
        var stored = history.Stored.ToLookup(one => one.Room);
        return sent.Select(room => room.Key).Union(views.Select(room => room.Key)).Union(stored.Select(room => room.Key)).Order(StringComparer.Ordinal)
            .Select(room => new RoomHistory(room, sent[room], views[room], stored[room], history.Losses));
    }

    /// <summary>All places that anybody saw, with the moments at which they were.</summary>
    private ILookup<Place, TimeSpan> Seen() => Views.SelectMany(view => view.Observations)
        .SelectMany(observation => observation.Given.Select(entry => (entry.Place, observation.At)))
        .Concat(Sent.SelectMany(sent => sent.Receipts).Select(receipt => (receipt.Place, receipt.At)))
        .ToLookup(seen => seen.Place, seen => seen.At);
}
