namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>The child processes that decode (<c>Imaging:Engine</c>).</summary>
public sealed class IsolationOptions
{
    /// <summary>
    /// Whose pixels: <c>libvips</c>, or <c>ImageSharp</c>, which is managed code alone. May also be written as the value of
    /// <c>Imaging:Engine</c> itself. Default: <c>libvips</c>.
    /// </summary>
    public string Library { get; set; } = "libvips";

    /// <summary>Children at work at once; further images wait. Default: the images that the worker takes at once.</summary>
    public int? ProcessesMax { get; set; }

    /// <summary>Images after which a child is replaced. Default: 1,000.</summary>
    public int ImagesPerProcessMax { get; set; } = 1_000;
}
