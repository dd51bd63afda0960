namespace Bench.Chat.Proof.Rules;

/// <summary>
/// What each connection was told of a room: a join answers all that was missed, and from there on every entry comes once, in order
/// and without gaps; a new epoch begins with its first entry.
/// </summary>
internal static class StreamRules
{
    public static IEnumerable<Violation> Check(RoomHistory room) => room.Views.SelectMany(view =>
        view.Observations.GroupBy(observation => observation.Connection).SelectMany(connection => Check(room, view.Client, [.. connection])));

    private static IEnumerable<Violation> Check(RoomHistory room, string client, List<Observation> connection)
    {
        foreach (var pages in connection.OfType<Read>())
        {
            foreach (var violation in Contiguous(room, client, pages.At, $"history after {pages.After}", pages.After, EpochAt(room, pages), pages.Entries))
            {
                yield return violation;
            }
        }

        if (connection.OfType<Joined>().FirstOrDefault() is not { } joined)
        {
            yield break;
        }

        // Entries may come before the answer that they follow: the answer is taken first.
        foreach (var violation in Resumed(room, client, joined).Concat(Told(room, client, joined, connection.OfType<Told>())))
        {
            yield return violation;
        }
    }

    private static IEnumerable<Violation> Resumed(RoomHistory room, string client, Joined joined)
    {
        // Another epoch, or a position that this node does not know yet: the answer shows the latest and says where live delivery begins.
        var isResume = joined.Asked is { } asked && asked.Epoch == joined.Live.Epoch && asked.Sequence <= joined.Live.Sequence;
        var after = isResume ? joined.Asked!.Value.Sequence : joined.Entries.Count > 0 ? joined.Entries[0].Sequence - 1 : joined.Live.Sequence;
        var what = $"the join with {(joined.Asked is { } position ? position : "no position")}, answered {joined.Live}";
        foreach (var violation in Contiguous(room, client, joined.At, what, after, isResume ? joined.Live.Epoch : null, joined.Entries))
        {
            yield return violation;
        }

        var last = joined.Entries.Count > 0 ? joined.Entries[^1].Sequence : after;
        if (last != joined.Live.Sequence && !(isResume && joined.More) && !IsGone(room, last, joined.Live.Sequence))
        {
            yield return new(ViolationKind.Gap, room.Name, $"{client}: {what}, ends with {last} and says that this is all", joined.At);
        }
    }

    /// <summary>What lay between went with Redis: the next epoch begins above it all the same.</summary>
    private static bool IsGone(RoomHistory room, long after, long upTo) =>
        room.Losses.Any && !room.Log.Any(entry => entry.Sequence > after && entry.Sequence <= upTo);

    /// <summary>Who asks for history names a sequence and no epoch: that of the entry which has it, the latest up to what was answered.</summary>
    private static long? EpochAt(RoomHistory room, Read pages) => pages.Entries.Count == 0 ? null : room.Log.Select(entry => entry.Place).Concat(room.Lost)
        .Where(place => place.Sequence == pages.After && place.Epoch <= pages.Entries[0].Epoch)
        .Select(place => (long?)place.Epoch).Max();

    private static IEnumerable<Violation> Contiguous(
        RoomHistory room, string client, TimeSpan at, string what, long after, long? epoch, IReadOnlyList<ProofEntry> entries)
    {
        var last = new Place(epoch ?? (entries.Count > 0 ? entries[0].Epoch : 0), after);
        foreach (var entry in entries)
        {
            // Between two epochs a hole may be: what was lost with Redis. Here nothing is, and the views are checked for that.
            if (entry.Epoch == last.Epoch ? entry.Sequence != last.Sequence + 1 : entry.Epoch < last.Epoch || entry.Sequence <= last.Sequence)
            {
                var kind = entry.Sequence > last.Sequence ? ViolationKind.Gap : ViolationKind.Duplicated;
                yield return new(kind, room.Name, $"{client}: {what}, has {entry.Place} after {last}", at);
            }

            last = entry.Place;
        }
    }

    private static IEnumerable<Violation> Told(RoomHistory room, string client, Joined joined, IEnumerable<Told> entries)
    {
        var last = joined.Live;
        var told = new HashSet<Place>();
        foreach (var (at, connection, entry) in entries)
        {
            var isNew = told.Add(entry.Place);
            if (entry.Place <= last)
            {
                var kind = isNew && entry.Place > joined.Live ? ViolationKind.Reordered : ViolationKind.Duplicated;
                yield return new(kind, room.Name, $"{client} was told {entry.Place} after {last} on its connection {connection}, which joined at {joined.Live}", at);
                continue;
            }

            var next = entry.Epoch == last.Epoch ? last.Sequence + 1 : room.EpochFirst.GetValueOrDefault(entry.Epoch, entry.Sequence);
            if (entry.Sequence > next)
            {
                yield return new(ViolationKind.Gap, room.Name, $"{client} was told {entry.Place} after {last} on its connection {connection}; next was {new Place(entry.Epoch, next)}", at);
            }

            last = entry.Place;
        }
    }
}
