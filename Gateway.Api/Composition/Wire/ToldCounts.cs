namespace Gateway.Api.Composition.Wire;

/// <summary>What the instruments were told of an address.</summary>
internal sealed class ToldCounts
{
    public int Busy { get; set; }

    public int Idle { get; set; }

    public int Active { get; set; }

    public TimeSpan Time { get; set; }

    /// <summary>By <see cref="CallEnd.Names"/>.</summary>
    public long[] Ended { get; } = new long[CallEnd.Names.Length];
}
