namespace Bench.Lab.Results;

/// <summary>The same work by this system and by others, in the same run on the same machine.</summary>
/// <param name="Id">Stable name, such as <c>gateway.composition-cpu</c>.</param>
/// <param name="Name">What was compared, in words.</param>
/// <param name="Unit">Unit of every value.</param>
/// <param name="Better">Which way it should go.</param>
/// <param name="Ours">This system.</param>
/// <param name="Peers">The others, also those that could not be had.</param>
internal sealed record PeerComparison(
    string Id, string Name, string Unit, Better Better, Measurement Ours, IReadOnlyList<PeerResult> Peers);

/// <param name="Name">Who, with the version where it is known.</param>
/// <param name="Measured">What was measured; <c>null</c>: nothing.</param>
/// <param name="WhyNot">Why nothing was measured.</param>
internal sealed record PeerResult(string Name, Measurement? Measured, string? WhyNot)
{
    public static PeerResult NotMeasured(string name, string whyNot) => new(name, null, whyNot);
}
