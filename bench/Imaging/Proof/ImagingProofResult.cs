using Bench.Chat.Proof.Faults;

namespace Bench.Imaging.Proof;

/// <summary>What a run found.</summary>
/// <param name="Settings">What it was made of.</param>
/// <param name="Violations">Broken promises; none is what is to be proved.</param>
/// <param name="Counts">How much happened.</param>
/// <param name="Timeline">What was broken when.</param>
/// <param name="IsStopped">It was stopped: what only shows at rest was not checked.</param>
internal sealed record ImagingProofResult(
    ImagingProofSettings Settings, IReadOnlyList<ImageViolation> Violations, ImagingProofCounts Counts, Timeline Timeline, bool IsStopped);

/// <summary>How much happened: a run in which little did proves little.</summary>
/// <param name="Images">Images that were accepted.</param>
/// <param name="Succeeded">Of these, with a manifest.</param>
/// <param name="GivenUp">Of these, with a poison record.</param>
/// <param name="PoisonCopies">Copies of poison records beyond the first.</param>
/// <param name="Doubled">Messages and words of completion beyond the first.</param>
/// <param name="Kills">Workers and image engines that were killed.</param>
/// <param name="Faults">All faults.</param>
/// <param name="Settled">How long the system took to come to rest.</param>
internal sealed record ImagingProofCounts(
    int Images, int Succeeded, int GivenUp, int PoisonCopies, int Doubled, int Kills, int Faults, TimeSpan Settled);
