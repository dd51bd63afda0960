using System.Diagnostics.Metrics;

namespace ServiceDefaults.LiveFigures;

/// <summary>
/// Hands the measurements of this host's instruments to the readings. Measurements come on the service's own paths: what is done
/// here for each is a comparison of tags and an addition, without an allocation.
/// </summary>
internal sealed class FigureListener : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly IReadOnlyList<Reading> readings;
    private readonly IMeterFactory meters;
    private readonly HashSet<Reading> observed = [];
    private readonly Lock exclusive = new();

    public FigureListener(FigureSet figures, IMeterFactory meters)
    {
        (readings, this.meters) = (figures.Readings, meters);
        listener.InstrumentPublished = Subscribe;
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Take(value, tags, state));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Take(value, tags, state));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Take(value, tags, state));
    }

    /// <summary>Before the service does anything: an up-down counter tells its changes once.</summary>
    public void Start() => listener.Start();

    /// <summary>All figures as they stand now. One caller at a time.</summary>
    public void Report(TimeProvider time, IDictionary<string, LiveFigure> figures)
    {
        Observe();
        var now = time.GetTimestamp();
        foreach (var reading in readings)
        {
            reading.Report(time, now, figures);
        }
    }

    public void Dispose() => listener.Dispose();

    private static void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var reading in (Reading[])state!)
        {
            if (reading.Source.Accepts(tags))
            {
                reading.Take(value);
            }
        }
    }

    private void Subscribe(Instrument instrument, MeterListener self)
    {
        // Another host of the same process, as in tests, has a meter of the same name and its own factory; libraries have none.
        if (instrument.Meter.Scope is { } scope && scope != meters)
        {
            return;
        }

        var interested = readings.Where(reading =>
            reading.Source.Instrument == instrument.Name && reading.Source.Meter == instrument.Meter.Name).ToArray();
        if (interested.Length == 0)
        {
            return;
        }

        if (instrument.IsObservable)
        {
            lock (exclusive)
            {
                observed.UnionWith(interested);
            }
        }

        self.EnableMeasurementEvents(instrument, interested);
    }

    private void Observe()
    {
        lock (exclusive)
        {
            foreach (var reading in observed)
            {
                reading.BeginObservation();
            }
        }

        listener.RecordObservableInstruments();
    }
}
