namespace ServiceDefaults.LiveFigures;

/// <summary>Which measurements a figure is made from: those of an instrument, or only those with a certain tag.</summary>
/// <param name="Meter">Name of the meter.</param>
/// <param name="Instrument">Name of the instrument.</param>
public sealed record InstrumentSource(string Meter, string Instrument)
{
    private string? tag;
    private string[] values = [];
    private bool excluded;

    /// <summary>Only measurements whose <paramref name="tagName"/> is <paramref name="value"/>.</summary>
    public InstrumentSource Only(string tagName, string value) => this with { tag = tagName, values = [value], excluded = false };

    /// <summary>All but the measurements whose <paramref name="tagName"/> is one of <paramref name="tagValues"/>.</summary>
    public InstrumentSource Except(string tagName, params string[] tagValues) => this with { tag = tagName, values = tagValues, excluded = true };

    /// <summary>Called for every measurement of the service: allocates nothing.</summary>
    internal bool Accepts(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tag is null || IsTagged(tags) != excluded;

    private bool IsTagged(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (name == tag)
            {
                return value is string text && Array.IndexOf(values, text) >= 0;
            }
        }

        return false;
    }
}
