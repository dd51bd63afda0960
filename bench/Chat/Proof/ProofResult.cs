using Bench.Chat.Proof.Faults;

namespace Bench.Chat.Proof;

/// <summary>What a run found.</summary>
/// <param name="Settings">What it was made of.</param>
/// <param name="Violations">Broken promises; none is what is to be proved.</param>
/// <param name="Counts">How much happened.</param>
/// <param name="Timeline">What was broken when.</param>
/// <param name="IsStopped">It was stopped: what only shows at rest was not checked.</param>
internal sealed record ProofResult(
    ProofSettings Settings, IReadOnlyList<Violation> Violations, ProofCounts Counts, Timeline Timeline, bool IsStopped);

/// <summary>How much happened: a run in which little did proves little.</summary>
/// <param name="Messages">Messages that clients wanted to send.</param>
/// <param name="Acknowledged">Of these, acknowledged.</param>
/// <param name="Changes">Edits, deletions and reactions that were tried.</param>
/// <param name="ChangesAcknowledged">Of these, acknowledged; the others failed with a fault, and may have had their effect.</param>
/// <param name="Retries">Tries of messages beyond the first.</param>
/// <param name="Connections">Connections of all clients.</param>
/// <param name="Told">Entries that the nodes handed to clients, by whatever way.</param>
/// <param name="Stored">Entries that PostgreSQL has.</param>
/// <param name="Epochs">Epochs that the rooms had, together.</param>
/// <param name="Settled">How long the system took to come to rest.</param>
internal sealed record ProofCounts(
    int Messages, int Acknowledged, int Changes, int ChangesAcknowledged, int Retries, int Connections, int Told, int Stored, int Epochs, TimeSpan Settled)
{
    public static ProofCounts Of(History history, int connections, TimeSpan settled)
    {
        var messages = history.Sent.Where(sent => sent.Kind == ProofEntry.Message).ToList();
        var changes = history.Sent.Where(sent => sent.Kind != ProofEntry.Message).ToList();
        return new(
            messages.Count, messages.Count(sent => sent.Receipts.Count > 0), changes.Count, changes.Count(sent => sent.Receipts.Count > 0),
            messages.Sum(sent => Math.Max(0, sent.Tries - 1)), connections, history.Views.Sum(ToldTo), history.Stored.Count,
            history.Stored.Select(entry => (entry.Room, entry.Epoch)).Distinct().Count(), settled);
    }

    private static int ToldTo(ClientView view) => view.Observations.Sum(observation => observation switch
    {
        Joined joined => joined.Entries.Count,
        Read read => read.Entries.Count,
        _ => 1,
    });
}
