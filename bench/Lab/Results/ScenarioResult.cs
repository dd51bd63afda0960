namespace Bench.Lab.Results;

/// <summary>All that one service's load found.</summary>
/// <param name="Service"><c>chat</c>, <c>imaging</c> or <c>gateway</c>.</param>
/// <param name="Completed">False if it was stopped or failed: then it holds what was measured until then.</param>
/// <param name="Seconds">How long it took, start of the system included.</param>
/// <param name="Rows">Every figure of the seed about this service.</param>
/// <param name="Figures">Further measured figures, by name.</param>
/// <param name="UnitCosts">Measured unit costs.</param>
/// <param name="Latencies">Distributions.</param>
/// <param name="Curves">Scaling and growth.</param>
/// <param name="Peers">Comparisons.</param>
/// <param name="Notes">What a reader must know, such as what the generator shared with the system.</param>
internal sealed record ScenarioResult(
    string Service, bool Completed, double Seconds,
    IReadOnlyList<FigureRow> Rows, IReadOnlyList<MeasuredFigure> Figures, IReadOnlyList<UnitCost> UnitCosts,
    IReadOnlyList<LatencyResult> Latencies, IReadOnlyList<Curve> Curves, IReadOnlyList<PeerComparison> Peers, IReadOnlyList<string> Notes);

/// <summary>A measured figure that the seed does not state.</summary>
/// <param name="Id">Stable name, such as <c>chat.generator-cores</c>.</param>
/// <param name="Name">What it is.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Better">Which way it should go.</param>
/// <param name="Measured">The runs.</param>
internal sealed record MeasuredFigure(string Id, string Name, string Unit, Better Better, Measurement Measured);
