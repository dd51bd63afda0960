using System.Diagnostics.Metrics;

namespace Support;

/// <summary>What one service measures, among all that run in this process.</summary>
public static class Meters
{
    /// <summary>Tells <paramref name="heard"/> of each measurement of the instrument <paramref name="name"/>, until the answer is disposed of.</summary>
    public static MeterListener Listen<T>(IMeterFactory meters, string name, MeasurementCallback<T> heard)
        where T : struct
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == name && instrument.Meter.Scope == meters)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback(heard);
        listener.Start();
        return listener;
    }
}
