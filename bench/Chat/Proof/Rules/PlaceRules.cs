namespace Bench.Chat.Proof.Rules;

/// <summary>One place has one content, one sequence one epoch, one client message id one place: whoever says so.</summary>
internal static class PlaceRules
{
    public static IEnumerable<Violation> Check(RoomHistory room)
    {
        var known = new Dictionary<Place, (ProofEntry Entry, string Witness)>();
        var conflicts = new HashSet<Place>();
        foreach (var (entry, witness) in Witnessed(room))
        {
            if (known.TryAdd(entry.Place, (entry, witness)) || known[entry.Place].Entry.Identity == entry.Identity || !conflicts.Add(entry.Place))
            {
                continue;
            }

            yield return new(ViolationKind.SequenceUsedTwice, room.Name, $"{known[entry.Place].Witness} has {known[entry.Place].Entry}; {witness} has {entry}");
        }

        foreach (var violation in TwoEpochs(room, known.Keys).Concat(TwoPlaces(room, known.Values)).Concat(Receipts(room, known)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<(ProofEntry Entry, string Witness)> Witnessed(RoomHistory room) => room.Log.Select(entry => (entry, "PostgreSQL"))
        .Concat(room.Views.SelectMany(view => Seen(view).Select(entry => (entry, view.Client))));

    /// <summary>Also what a client did not show, since it had seen that place before.</summary>
    private static IEnumerable<ProofEntry> Seen(ClientView view) => view.Observations.SelectMany(observation => observation.Given).Concat(view.Shown);

    private static IEnumerable<Violation> TwoEpochs(RoomHistory room, IEnumerable<Place> places) => places
        // What went with Redis before it was stored frees its number, which only its epoch tells apart then.
        .Where(place => !room.Lost.Contains(place))
        .GroupBy(place => place.Sequence)
        .Where(same => same.Count() > 1)
        .Select(same => new Violation(ViolationKind.SequenceUsedTwice, room.Name, $"the sequence {same.Key} is used in the epochs {string.Join(", ", same.Select(place => place.Epoch).Order())}"));

    private static IEnumerable<Violation> TwoPlaces(RoomHistory room, IEnumerable<(ProofEntry Entry, string Witness)> entries) => entries
        .Where(seen => seen.Entry.ClientMessageId is not null && !room.Lost.Contains(seen.Entry.Place))
        .GroupBy(seen => (seen.Entry.Sender, seen.Entry.ClientMessageId))
        .Where(same => same.Count() > 1 && !IsAfterLoss(room, [.. same.Select(seen => seen.Entry)]))
        .Select(same => new Violation(
            ViolationKind.Duplicated, room.Name,
            $"{same.Key.ClientMessageId} of {same.Key.Sender} stands at {string.Join(" and ", same.Select(seen => $"{seen.Entry.Place} ({seen.Witness})"))}"));

    /// <summary>Where Redis lost the ids that it knew, a message whose answer never came is taken anew, in another epoch.</summary>
    private static bool IsAfterLoss(RoomHistory room, List<ProofEntry> same) =>
        room.Losses.Any && same.DistinctBy(entry => entry.Epoch).Count() == same.Count
        && room.Sent.Any(sent => sent.ClientMessageId == same[0].ClientMessageId && sent.Client == same[0].Sender && sent.Tries > 1);

    /// <summary>A receipt is a witness too: what it says of a place must be what stands there.</summary>
    private static IEnumerable<Violation> Receipts(RoomHistory room, Dictionary<Place, (ProofEntry Entry, string Witness)> known)
    {
        foreach (var sent in room.Sent)
        {
            foreach (var receipt in sent.Receipts)
            {
                if (known.TryGetValue(receipt.Place, out var seen)
                    && (seen.Entry.Kind, seen.Entry.Id, seen.Entry.Sender, seen.Entry.ClientMessageId) != (sent.Kind, receipt.Id, sent.Client, sent.ClientMessageId))
                {
                    yield return new(ViolationKind.SequenceUsedTwice, room.Name, $"{sent} was acknowledged as {receipt.Place}, where {seen.Witness} has {seen.Entry}", receipt.At);
                }
            }
        }
    }
}
