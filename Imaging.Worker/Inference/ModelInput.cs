namespace Imaging.Worker.Inference;

/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Channels"><c>rgb</c> or <c>bgr</c>.</param>
/// <param name="Layout"><c>nchw</c> or <c>nhwc</c>.</param>
/// <param name="Mean">Subtracted from each value 0 to 255, by channel in the order of <paramref name="Channels"/>.</param>
/// <param name="Deviation">Then divided by this.</param>
internal sealed record ModelInput(
    int Width, int Height, string Channels, string Layout, IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation);
