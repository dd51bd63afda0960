using NetVips;

namespace Imaging.Worker.Tests.Inference;

/// <summary>Lines of text as a printer would set them.</summary>
internal static class RenderedPage
{
    private const int Margin = 40;

    /// <summary>A PNG of the lines below each other, dark on light, letters of that many pixels to the em.</summary>
    public static byte[] Png(IReadOnlyList<string> lines, int pixels)
    {
        var rendered = lines.Select(line => Line(line, pixels)).ToList();
        using var page = Image.Black(rendered.Max(line => line.Width) + (2 * Margin), (lines.Count * 2 * pixels) + (2 * Margin));
        var ink = page;
        foreach (var (index, line) in rendered.Index())
        {
            ink = ink.Insert(line, Margin, Margin + (index * 2 * pixels));
        }

        // Ink 0 to 255 on black becomes dark grey on a light one.
        using var paper = (245 - (ink * 0.85)).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Bw);
        return paper.PngsaveBuffer();
    }

    /// <summary>Where the middle of a line lies, in shares of the page's height.</summary>
    public static double MiddleOf(int line, int lines, int pixels) =>
        (Margin + (line * 2 * pixels) + (pixels / 2.0)) / ((lines * 2 * pixels) + (2 * Margin));

    // At 72 dots an inch a point is a pixel. Pango takes text as markup.
    private static Image Line(string text, int pixels) => Image.Text(
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal),
        font: $"Roboto {pixels}", fontfile: Path.Combine(AppContext.BaseDirectory, "Fonts", "Roboto-Regular.ttf"), dpi: 72);
}
