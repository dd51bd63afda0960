namespace ServiceDefaults.LiveFigures;

/// <summary>How much there is now: the changes of an up-down counter added up, or what a gauge answers.</summary>
internal sealed class LevelReading(InstrumentSource source, string name, string unit, double scale, Combination combined) : Reading(source)
{
    private readonly Total total = new();

    public override void Take(double value) => total.Add(value);

    public override void BeginObservation() => total.Clear();

    public override void Report(TimeProvider time, long now, IDictionary<string, LiveFigure> figures) =>
        figures[name] = new(total.Value * scale, unit, combined);
}
