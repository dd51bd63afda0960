using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>A piece of a picture, in its pixels.</summary>
internal readonly record struct Window(int Left, int Top, int Width, int Height)
{
    /// <summary>What is in view should take about this share of the window, as on a passport photo.</summary>
    private const double FocusShare = 0.5;

    /// <summary>A piece of <paramref name="width"/> x <paramref name="height"/> in a picture of the outer size.</summary>
    public static Window At(Gravity gravity, int outerWidth, int outerHeight, int width, int height)
    {
        var (across, down) = gravity switch
        {
            Gravity.North => (0.5, 0),
            Gravity.NorthEast => (1, 0),
            Gravity.East => (1, 0.5),
            Gravity.SouthEast => (1, 1),
            Gravity.South => (0.5, 1),
            Gravity.SouthWest => (0, 1),
            Gravity.West => (0, 0.5),
            Gravity.NorthWest => (0, 0.0),
            _ => (0.5, 0.5),
        };
        return new((int)((outerWidth - width) * across), (int)((outerHeight - height) * down), width, height);
    }

    /// <summary>
    /// The piece around <paramref name="focus"/>, of the shape of the cut, as large as the cut needs and as close as it may come:
    /// faces fill half of it, and no pixel has to be enlarged. <paramref name="zoom"/> false: exactly the cut's own size.
    /// </summary>
    public static Window Around(IReadOnlyList<FocusBox> focus, int outerWidth, int outerHeight, int width, int height, bool zoom)
    {
        var shape = (double)width / height;
        var widest = zoom ? Math.Min(outerWidth, outerHeight * shape) : width;
        var seen = InView(focus, outerWidth, outerHeight, widest, zoom ? widest / shape : height);
        var wanted = Math.Max(seen.Width * outerWidth, seen.Height * outerHeight * shape) / FocusShare;
        var across = zoom ? Math.Clamp(wanted, Math.Min(width, widest), widest) : width;
        var (windowWidth, windowHeight) = ((int)Math.Round(across), zoom ? (int)Math.Round(across / shape) : height);
        windowWidth = Math.Clamp(windowWidth, 1, outerWidth);
        windowHeight = Math.Clamp(windowHeight, 1, outerHeight);
        return new(
            Start((seen.X + (seen.Width / 2)) * outerWidth, windowWidth, outerWidth),
            Start((seen.Y + (seen.Height / 2)) * outerHeight, windowHeight, outerHeight), windowWidth, windowHeight);
    }

    /// <summary>All boxes together if the window can hold them, else the surest.</summary>
    private static FocusBox InView(IReadOnlyList<FocusBox> focus, int outerWidth, int outerHeight, double width, double height)
    {
        var (left, top) = (focus.Min(box => box.X), focus.Min(box => box.Y));
        var all = new FocusBox(left, top, focus.Max(box => box.X + box.Width) - left, focus.Max(box => box.Y + box.Height) - top, 1);
        return all.Width * outerWidth <= width && all.Height * outerHeight <= height ? all : focus.MaxBy(box => box.Score)!;
    }

    private static int Start(double centre, int length, int outer) => Math.Clamp((int)Math.Round(centre - (length / 2.0)), 0, outer - length);
}
