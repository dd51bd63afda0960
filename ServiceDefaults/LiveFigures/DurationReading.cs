using HdrHistogram;

namespace ServiceDefaults.LiveFigures;

/// <summary>
/// Percentiles over the last 50 to 60 s of an instrument that measures seconds. A recorder takes values without waiting; each
/// report moves them into the newest of six slices of ten reports, and the oldest slice is forgotten.
/// </summary>
internal sealed class DurationReading(InstrumentSource source, string name) : Reading(source)
{
    private const long MicrosecondsMax = 600_000_000;
    private const int Digits = 2;
    private const int Slices = 6;
    private const int ReportsPerSlice = 10;

    private readonly Recorder recorder = HistogramFactory.With64BitBucketSize()
        .WithValuesUpTo(MicrosecondsMax).WithPrecisionOf(Digits).WithThreadSafeWrites().WithThreadSafeReads().Create();

    private readonly LongHistogram[] slices = [.. Enumerable.Range(0, Slices).Select(_ => Empty())];
    private readonly LongHistogram merged = Empty();
    private HistogramBase? interval;
    private int reports;

    public override void Take(double value) =>
        recorder.RecordValue(Math.Clamp((long)(Math.Min(value, MicrosecondsMax) * 1_000_000), 0, MicrosecondsMax));

    public override void Report(TimeProvider time, long now, IDictionary<string, LiveFigure> figures)
    {
        Rotate();
        if (merged.TotalCount == 0)
        {
            // No percentile of nothing: the figure is absent, not zero.
            return;
        }

        figures[name + "MsP50"] = At(50);
        figures[name + "MsP99"] = At(99);
    }

    private static LongHistogram Empty() => new(1, MicrosecondsMax, Digits);

    private void Rotate()
    {
        var slice = slices[reports / ReportsPerSlice % Slices];
        if (reports % ReportsPerSlice == 0)
        {
            slice.Reset();
        }

        reports = (reports + 1) % (Slices * ReportsPerSlice);
        interval = recorder.GetIntervalHistogram(interval);
        if (interval.TotalCount > 0)
        {
            slice.Add(interval);
        }

        merged.Reset();
        foreach (var full in slices.Where(slice => slice.TotalCount > 0))
        {
            merged.Add(full);
        }
    }

    private LiveFigure At(double percentile) => new(merged.GetValueAtPercentile(percentile) / 1_000.0, "ms", Combination.Largest);
}
