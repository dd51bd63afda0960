namespace Bench.Imaging.Proof;

/// <summary>What a run is made of.</summary>
/// <param name="Kills">Workers and image engines that are killed.</param>
/// <param name="Seed">Seed of the faults and of what clients do.</param>
internal sealed record ImagingProofSettings(int Kills, int Seed)
{
    public int Workers { get; init; } = 2;

    /// <summary>Images that one worker takes at once.</summary>
    public int Slots { get; init; } = 2;

    /// <summary>Clients, each with one image under way.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>Pixels of the longer side of an image.</summary>
    public int Width { get; init; } = 1_600;

    /// <summary>Times that an image may be begun: fewer than in production, so that some are given up.</summary>
    public int AttemptsMax { get; init; } = 2;

    /// <summary>Shortest pause between two faults; the longest is four times as long.</summary>
    public TimeSpan PauseMin { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the system may take to come to rest when all faults are over.</summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(120);
}
