namespace Imaging.Worker.Inference;

/// <param name="Width">Pixels; with <see cref="Within"/> the most.</param>
/// <param name="Height">Pixels; with <see cref="Within"/> the most.</param>
/// <param name="Channels"><c>rgb</c> or <c>bgr</c>.</param>
/// <param name="Layout"><c>nchw</c> or <c>nhwc</c>.</param>
/// <param name="Mean">Subtracted from each value 0 to 255, by channel in the order of <paramref name="Channels"/>.</param>
/// <param name="Deviation">Then divided by this.</param>
/// <param name="Fit"><c>fill</c>, <c>letterbox</c> or <c>within</c>.</param>
/// <param name="Multiple">With <see cref="Within"/>: both sides are a multiple of this.</param>
internal sealed record ModelInput(
    int Width, int Height, string Channels, string Layout, IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation,
    string Fit = ModelInput.Fill, int Multiple = 1)
{
    /// <summary>The picture fills the size, cropped at its centre.</summary>
    public const string Fill = "fill";

    /// <summary>All of the picture, black beside it.</summary>
    public const string Letterbox = "letterbox";

    /// <summary>All of the picture, at most of this size, of its own shape.</summary>
    public const string Within = "within";

    /// <summary>True where pictures of many sizes come.</summary>
    public bool IsOfAnySize => Fit == Within;
}
