namespace Bench.Chat.Proof.Rules;

/// <summary>What clients have at the end is what is stored, all of it since they first joined, and in the same order.</summary>
internal static class ViewRules
{
    public static IEnumerable<Violation> Check(RoomHistory room) =>
        NotStored(room).Concat(room.Views.SelectMany(view => Missing(room, view).Concat(Order(room, view))));

    private static IEnumerable<Violation> NotStored(RoomHistory room) => room.Views
        .SelectMany(view => view.Shown.Where(entry => !room.ByPlace.ContainsKey(entry.Place) && !room.Lost.Contains(entry.Place)).Select(entry => (view.Client, Entry: entry)))
        .GroupBy(seen => seen.Entry.Place)
        .Select(seen => new Violation(ViolationKind.NotStored, room.Name, $"{string.Join(", ", seen.Select(one => one.Client).Distinct())} saw {seen.First().Entry}; PostgreSQL has nothing there"));

    private static IEnumerable<Violation> Missing(RoomHistory room, ClientView view)
    {
        if (view.Start is not { } start)
        {
            yield break;
        }

        var shown = view.Shown.Select(entry => entry.Place).ToHashSet();
        var missing = room.Log.Where(entry => entry.Sequence > start && !shown.Contains(entry.Place)).ToList();
        if (missing.Count > 0)
        {
            yield return new(
                ViolationKind.Gap, room.Name,
                $"{view.Client}, which joined at {start}, never saw {missing.Count} entries: {string.Join(" ", missing.Take(10).Select(entry => entry.Place))}{(missing.Count > 10 ? " ..." : string.Empty)}");
        }
    }

    /// <summary>By what the messages are, not by their numbers: the numbers may be what is wrong.</summary>
    private static IEnumerable<Violation> Order(RoomHistory room, ClientView view)
    {
        var order = new Dictionary<Guid, int>();
        foreach (var message in room.Log.Where(entry => entry.Kind == ProofEntry.Message))
        {
            order.TryAdd(message.Id, order.Count);
        }

        var last = (Index: -1, Id: Guid.Empty);
        foreach (var message in view.Shown.Where(entry => entry.Kind == ProofEntry.Message && order.ContainsKey(entry.Id)))
        {
            if (order[message.Id] < last.Index)
            {
                yield return new(ViolationKind.DifferentOrder, room.Name, $"{view.Client} has {message.Id} after {last.Id}; the log has it before");
            }

            last = (order[message.Id], message.Id);
        }
    }
}
