namespace Bench.Chat.Proof.Rules;

/// <summary>The log as it is stored: no hole within an epoch, and messages in the state that their last change gives them.</summary>
internal static class LogRules
{
    public static IEnumerable<Violation> Check(RoomHistory room) => Holes(room).Concat(States(room));

    private static IEnumerable<Violation> Holes(RoomHistory room) => room.Log
        .GroupBy(entry => entry.Epoch)
        .SelectMany(epoch => epoch.Zip(epoch.Skip(1)))
        .Where(pair => pair.Second.Sequence != pair.First.Sequence + 1)
        .Select(pair => new Violation(ViolationKind.Gap, room.Name, $"PostgreSQL has {pair.First.Place} and next {pair.Second.Place}"));

    private static IEnumerable<Violation> States(RoomHistory room)
    {
        var changes = room.Log.Where(entry => entry.Kind is ProofEntry.Edited or ProofEntry.Deleted).ToLookup(entry => entry.Id);
        var first = room.Sent.Where(sent => sent.ClientMessageId is not null).ToDictionary(sent => (sent.Client, sent.ClientMessageId), sent => sent.Text);
        foreach (var message in room.Log.Where(entry => entry.Kind == ProofEntry.Message))
        {
            var isDeleted = changes[message.Id].Any(change => change.Kind == ProofEntry.Deleted);
            var sentText = first.GetValueOrDefault((message.Sender, message.ClientMessageId), message.Text);
            var expected = isDeleted ? null : changes[message.Id].MaxBy(change => change.Place)?.Text ?? sentText;
            if (message.Text != expected)
            {
                yield return new(ViolationKind.WrongState, room.Name, $"{message} has the text '{message.Text}' and should have '{expected}'");
            }
        }
    }
}
