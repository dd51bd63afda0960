namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>The child processes that decode (<c>Imaging:Engine</c>).</summary>
public sealed class IsolationOptions
{
    /// <summary>Children at work at once; further images wait. Default: the images that the worker takes at once.</summary>
    public int? ProcessesMax { get; set; }

    /// <summary>Images after which a child is replaced. Default: 1,000.</summary>
    public int ImagesPerProcessMax { get; set; } = 1_000;
}
