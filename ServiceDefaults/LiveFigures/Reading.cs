namespace ServiceDefaults.LiveFigures;

/// <summary>Turns the measurements of one source into figures. Measurements come from any thread, reports from one.</summary>
internal abstract class Reading(InstrumentSource source)
{
    public InstrumentSource Source => source;

    /// <summary>Takes one measurement; called on the service's own paths, so it neither allocates nor waits.</summary>
    public abstract void Take(double value);

    /// <summary>An instrument that is asked answers its present value for each of its tags: the sum begins anew.</summary>
    public virtual void BeginObservation()
    {
    }

    /// <summary>Adds the figures as they stand at <paramref name="now"/>, a timestamp of <paramref name="time"/>.</summary>
    public abstract void Report(TimeProvider time, long now, IDictionary<string, LiveFigure> figures);
}
