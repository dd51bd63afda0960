namespace Bench.Chat.Proof.Rules;

/// <summary>What was acknowledged is there at the end, once; what was sound was not refused.</summary>
internal static class ReceiptRules
{
    public static IEnumerable<Violation> Check(RoomHistory room) => room.Sent.SelectMany(sent => Check(room, sent));

    private static IEnumerable<Violation> Check(RoomHistory room, Sent sent)
    {
        if (sent.Refused is { } code && !IsGone(room, sent, code))
        {
            yield return new(ViolationKind.WronglyRefused, room.Name, $"{sent}: {code}");
        }

        if (sent.Receipts.Select(receipt => (receipt.Place, receipt.Id)).Distinct().Count() > 1)
        {
            yield return new(ViolationKind.Duplicated, room.Name, $"{sent} has the receipts {string.Join(", ", sent.Receipts.Select(receipt => receipt.Place))}", sent.Receipts[^1].At);
        }

        foreach (var receipt in sent.Receipts.DistinctBy(receipt => receipt.Place).Where(receipt => !room.ByPlace.ContainsKey(receipt.Place) && !IsLost(room, receipt)))
        {
            yield return new(ViolationKind.AcknowledgedButLost, room.Name, $"{sent}; PostgreSQL has nothing at {receipt.Place}", receipt.At);
        }
    }

    private static bool IsLost(RoomHistory room, Receipt receipt) => !room.Losses.IsDurable && room.Lost.Contains(receipt.Place);

    /// <summary>What is to be changed went with Redis.</summary>
    private static bool IsGone(RoomHistory room, Sent sent, string code) =>
        code == "message-not-found" && room.Losses.Any && sent.Target is { } target && !room.Log.Any(entry => entry.Id == target);
}
