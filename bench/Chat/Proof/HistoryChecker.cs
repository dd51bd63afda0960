using Bench.Chat.Proof.Rules;

namespace Bench.Chat.Proof;

/// <summary>Compares a whole history with what the chat promises. Pure: the same history has the same violations.</summary>
internal static class HistoryChecker
{
    /// <summary>Everything that is broken, where the system has come to rest.</summary>
    public static IReadOnlyList<Violation> Check(History history) => Apply(history, room =>
    [
        .. PlaceRules.Check(room), .. ReceiptRules.Check(room), .. LogRules.Check(room), .. StreamRules.Check(room), .. ViewRules.Check(room),
    ]);

    /// <summary>What no waiting can heal: all that can be said of a run that was stopped.</summary>
    public static IReadOnlyList<Violation> CheckUnsettled(History history) =>
        Apply(history, room => [.. PlaceRules.Check(room), .. StreamRules.Check(room)]);

    private static List<Violation> Apply(History history, Func<RoomHistory, IEnumerable<Violation>> rules) =>
        [.. RoomHistory.Of(history).SelectMany(rules)];
}
