namespace Imaging.Worker.Pipeline.Engine;

/// <summary>The mean of the fullest of 512 drawers, eight levels of red, green and blue each: a colour that the picture has, not a mixture.</summary>
internal static class DominantColour
{
    private const int Shift = 5;
    private const int Levels = 8;

    /// <param name="rgb">Three bytes per pixel.</param>
    /// <returns>As <c>#rrggbb</c>.</returns>
    public static string Of(ReadOnlySpan<byte> rgb)
    {
        var drawers = new (int Count, int Red, int Green, int Blue)[Levels * Levels * Levels];
        for (var at = 0; at + 2 < rgb.Length; at += 3)
        {
            var (red, green, blue) = (rgb[at], rgb[at + 1], rgb[at + 2]);
            ref var drawer = ref drawers[((((red >> Shift) * Levels) + (green >> Shift)) * Levels) + (blue >> Shift)];
            drawer = (drawer.Count + 1, drawer.Red + red, drawer.Green + green, drawer.Blue + blue);
        }

        var fullest = drawers.MaxBy(drawer => drawer.Count);
        return FormattableString.Invariant(
            $"#{Mean(fullest.Red, fullest.Count):x2}{Mean(fullest.Green, fullest.Count):x2}{Mean(fullest.Blue, fullest.Count):x2}");
    }

    private static int Mean(int sum, int count) => (sum + (count / 2)) / count;
}
