using Bench.Lab.Results;

namespace Bench.Lab.Analysis;

/// <summary>One figure of a result that can be laid beside the same figure of another.</summary>
/// <param name="Id">Stable name.</param>
/// <param name="Name">What it is, for people.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Better">Which way it should go.</param>
/// <param name="Measured">The runs.</param>
internal sealed record Metric(string Id, string Name, string Unit, Better Better, Measurement Measured)
{
    /// <summary>Whether a slower machine alone would move it. Memory and counts are what they are on any machine.</summary>
    public bool IsOfSpeed => Unit is "ms" or "s" or "cores" || Unit.StartsWith("ms ", StringComparison.Ordinal)
        || Unit.StartsWith("s ", StringComparison.Ordinal) || Unit.EndsWith("/s", StringComparison.Ordinal);

    /// <summary>Every figure of <paramref name="result"/> that has a better and a worse.</summary>
    public static IReadOnlyList<Metric> Of(LabResult result) => [.. result.Scenarios.SelectMany(Of)];

    private static IEnumerable<Metric> Of(ScenarioResult scenario) =>
    [
        .. scenario.Rows.Where(row => row.Measured is not null && row.Better != Better.Neither)
            .Select(row => new Metric(row.Id, row.Name, row.Unit, row.Better, row.Measured!)),
        .. scenario.Figures.Where(figure => figure.Better != Better.Neither)
            .Select(figure => new Metric(figure.Id, figure.Name, figure.Unit, figure.Better, figure.Measured)),
        .. scenario.Peers.Select(peer => new Metric(peer.Id, peer.Name, peer.Unit, peer.Better, peer.Ours)),
        .. scenario.Curves.SelectMany(OfCurve),
    ];

    private static IEnumerable<Metric> OfCurve(Curve curve) => curve.Points.Select(point => new Metric(
        FormattableString.Invariant($"{curve.Id}@{point.X:0.###}"), FormattableString.Invariant($"{curve.Name} at {point.X:0.###} {curve.XName}"),
        curve.Kind == CurveKind.Throughput ? "1/s" : curve.YName, curve.Kind == CurveKind.Throughput ? Better.Higher : Better.Lower, point.Y));
}
