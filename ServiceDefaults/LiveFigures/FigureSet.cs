namespace ServiceDefaults.LiveFigures;

/// <summary>The figures of a service beside those of its process, each read from an instrument that exists already.</summary>
public sealed class FigureSet
{
    internal List<Reading> Readings { get; } = [];

    /// <summary>How much there is now, of an up-down counter or a gauge, in <paramref name="unit"/> after multiplication by <paramref name="scale"/>.</summary>
    public FigureSet Level(string name, string unit, InstrumentSource source, double scale = 1, Combination combined = Combination.Sum) =>
        Add(new LevelReading(source, name, unit, scale, combined));

    /// <summary>How much a counter grows per second, over the last ten.</summary>
    public FigureSet Rate(string name, string unit, InstrumentSource source) =>
        Add(new RateReading(source, name, unit, countsMeasurements: false));

    /// <summary>How many measurements a histogram takes per second, over the last ten.</summary>
    public FigureSet Frequency(string name, string unit, InstrumentSource source) =>
        Add(new RateReading(source, name, unit, countsMeasurements: true));

    /// <summary><c>{name}MsP50</c> and <c>{name}MsP99</c> of a histogram of seconds, over the last minute; absent while there was none.</summary>
    public FigureSet Durations(string name, InstrumentSource source) => Add(new DurationReading(source, name));

    private FigureSet Add(Reading reading)
    {
        Readings.Add(reading);
        return this;
    }
}
