namespace ServiceDefaults.LiveFigures;

/// <summary>How much comes per second, over the last ten: the values of a counter, or the number of a histogram's measurements.</summary>
internal sealed class RateReading(InstrumentSource source, string name, string unit, bool countsMeasurements) : Reading(source)
{
    private readonly Total total = new();
    private readonly RateWindow window = new();

    public override void Take(double value) => total.Add(countsMeasurements ? 1 : value);

    public override void BeginObservation() => total.Clear();

    public override void Report(TimeProvider time, long now, IDictionary<string, LiveFigure> figures)
    {
        window.Add(time, now, total.Value);
        figures[name] = new(window.PerSecond, unit);
    }
}
