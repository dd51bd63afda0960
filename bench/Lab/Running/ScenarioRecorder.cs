using System.Diagnostics;
using Bench.Lab.Analysis;
using Bench.Lab.Results;
using Bench.Lab.Rows;
using Capacity;

namespace Bench.Lab.Running;

/// <summary>Collects what one scenario measures; may be read at any moment, so that a run that is stopped still reports.</summary>
internal sealed class ScenarioRecorder(string service, ILabProgress progress)
{
    private readonly Lock gate = new();
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly Dictionary<string, (Measurement? Measured, string? Note)> rows = [];
    private readonly List<UnitCost> costs = [];
    private readonly List<MeasuredFigure> figures = [];
    private readonly List<LatencyResult> latencies = [];
    private readonly List<Curve> curves = [];
    private readonly List<PeerComparison> peers = [];
    private readonly List<string> notes = [];
    private CapacityProfile conditions = SeedProfile.Profile;
    private bool completed;
    private TimeSpan? took;

    /// <summary>Says what is done now; shown to whoever waits.</summary>
    public void Step(string what) => progress.Step(service, what);

    /// <summary>
    /// The load and the machine of this run as changes of the seed's profile, so that its arithmetic is laid beside the same load:
    /// 1,000 clients in the short form, the cores of this machine.
    /// </summary>
    public void Conditions(Func<CapacityProfile, CapacityProfile> change) => Locked(() => conditions = change(conditions));

    /// <summary>A figure of the seed, by the id of its row (<see cref="SeedRows"/>).</summary>
    /// <exception cref="ArgumentException">There is no such row of this service.</exception>
    public void Row(string id, Measurement measured, string? note = null) => Keep(id, measured, note);

    /// <summary>A figure of the seed that could not be measured, and why.</summary>
    /// <exception cref="ArgumentException">There is no such row of this service.</exception>
    public void NotMeasured(string id, string whyNot) => Keep(id, null, whyNot);

    /// <summary>A measured unit cost; <paramref name="input"/> as <c>--set</c> names it, such as <c>Chat.CpuMsPerMessage</c>.</summary>
    public void Cost(string input, string unit, Measurement measured) => Locked(() => costs.Add(new(input, unit, measured)));

    /// <summary>A figure that the seed does not state.</summary>
    public void Figure(string id, string name, string unit, Better better, Measurement measured) =>
        Locked(() => figures.Add(new(id, name, unit, better, measured)));

    /// <summary>A distribution of latencies.</summary>
    public void Latency(LatencyResult latency) => Locked(() => latencies.Add(latency));

    /// <summary>A curve; one of throughput gets its fit here.</summary>
    public void Curve(Curve curve) => Locked(() => curves.Add(Scalability.Fitted(curve)));

    /// <summary>A comparison with others.</summary>
    public void Peers(PeerComparison comparison) => Locked(() => peers.Add(comparison));

    /// <summary>A sentence that the reader of the figures must know; said again it stands once.</summary>
    public void Note(string sentence) => Locked(() =>
    {
        if (!notes.Contains(sentence))
        {
            notes.Add(sentence);
        }
    });

    /// <summary>Says that everything asked for was measured.</summary>
    public void Complete() => Locked(() => completed = true);

    /// <summary>Stops the clock: the scenario is over, however it ended.</summary>
    public void End() => Locked(() => took ??= Stopwatch.GetElapsedTime(began));

    /// <summary>What stands until now, with a row for every figure of the seed.</summary>
    public ScenarioResult Result()
    {
        lock (gate)
        {
            var reading = costs.Count == 0 ? null : MeasuredCosts.Apply(conditions, costs);
            return new(
                service, completed, (took ?? Stopwatch.GetElapsedTime(began)).TotalSeconds,
                [.. SeedRows.Of(service).Select(row => Laid(row, reading?.Profile))],
                [.. figures], [.. costs], [.. latencies], [.. curves], [.. peers],
                [.. notes, .. (reading?.Problems ?? []).Select(problem => $"No estimate by measured costs: {problem}")]);
        }
    }

    private FigureRow Laid(SeedRow row, CapacityProfile? withCosts)
    {
        var (measured, note) = rows.GetValueOrDefault(row.Id, (null, completed ? "not measured by this load" : "not reached"));
        return new(
            row.Id, row.Section, row.Name, row.Unit, row.Better, row.InSummary,
            row.Estimate(SeedProfile.Profile), row.Estimate(conditions), withCosts is null ? null : row.Estimate(withCosts), measured, note, row.WithinSpread);
    }

    private void Keep(string id, Measurement? measured, string? note)
    {
        if (!SeedRows.Of(service).Any(row => row.Id == id))
        {
            throw new ArgumentException($"There is no row {id} of {service}.", nameof(id));
        }

        Locked(() => rows[id] = (measured, note));
    }

    private void Locked(Action change)
    {
        lock (gate)
        {
            change();
        }
    }
}
