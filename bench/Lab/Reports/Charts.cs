using System.Security.Cryptography;
using System.Text;
using Bench.Lab.Results;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Bench.Lab.Reports;

/// <summary>Charts as SVG text. Their colours are names of the page's own, so that one drawing serves light and dark.</summary>
internal static class Charts
{
    private const int Width = 720;
    private const int Height = 360;
    private const double LogFloor = 0.001;
    private const int NameLength = 8;

    // The exporter measures a narrow font; a browser may only have a wide one, and must not run out of its place.
    private const int MeasuredFontSize = 16;
    private const int ShownFontSize = 11;

    // Drawn in colours that occur nowhere else, then replaced by the page's variables.
    private static readonly OxyColor Ink = OxyColor.FromRgb(1, 2, 3);
    private static readonly OxyColor Faint = OxyColor.FromRgb(4, 5, 6);
    private static readonly OxyColor[] Lines =
    [
        OxyColor.FromRgb(11, 1, 1), OxyColor.FromRgb(12, 1, 1), OxyColor.FromRgb(13, 1, 1),
        OxyColor.FromRgb(14, 1, 1), OxyColor.FromRgb(15, 1, 1), OxyColor.FromRgb(16, 1, 1),
    ];

    /// <summary>Latency against percentile, the tail stretched: each step to the right is one more nine.</summary>
    public static string Latency(IReadOnlyList<LatencyResult> latencies)
    {
        var model = NewModel();
        model.Axes.Add(Styled(new LinearAxis
        {
            Position = AxisPosition.Bottom, Title = "percentile", Minimum = 0, Maximum = 4, MajorStep = 1,
            LabelFormatter = nines => nines switch { 0 => "0", 1 => "90", 2 => "99", 3 => "99.9", 4 => "99.99", _ => "" },
        }));
        model.Axes.Add(Styled(new LogarithmicAxis { Position = AxisPosition.Left, Title = "ms" }));
        foreach (var (latency, color) in latencies.Zip(Cycle()))
        {
            var line = NewLine(latency.Name, color);
            line.Points.AddRange(latency.Percentiles
                .Where(point => point.Percentile < 100)
                .Select(point => new DataPoint(Nines(point.Percentile), Math.Max(point.Milliseconds, LogFloor))));
            model.Series.Add(line);
        }

        return Svg(model);
    }

    /// <summary>The measured points with their spread, and where there is one the fit of the scalability law beside the straight line.</summary>
    public static string Curve(Curve curve)
    {
        var model = NewModel();
        var isWide = curve.Points[^1].X >= 20 * Math.Max(curve.Points[0].X, LogFloor);
        model.Axes.Add(Styled<Axis>(isWide
            ? new LogarithmicAxis { Position = AxisPosition.Bottom, Title = curve.XName }
            : new LinearAxis { Position = AxisPosition.Bottom, Title = curve.XName, Minimum = 0 }));
        model.Axes.Add(Styled(new LinearAxis { Position = AxisPosition.Left, Title = curve.YName, Minimum = 0 }));

        var spread = new ScatterErrorSeries { MarkerType = MarkerType.Circle, MarkerSize = 4, MarkerFill = Lines[0], ErrorBarColor = Lines[0], Title = "measured" };
        spread.Points.AddRange(curve.Points.Select(point => new ScatterErrorPoint(
            point.X, (point.Y.Low + point.Y.High) / 2, 0, point.Y.High - point.Y.Low)));
        model.Series.Add(spread);
        var line = NewLine("median", Lines[0]);
        line.Points.AddRange(curve.Points.Select(point => new DataPoint(point.X, point.Y.Median)));
        model.Series.Add(line);
        if (curve.Fit is { } fit)
        {
            var end = curve.Points[^1].X;
            model.Series.Add(Function("scalability law", fit.At, end, Lines[1], LineStyle.Dash));
            model.Series.Add(Function("linear", n => fit.Lambda * n, end, Faint, LineStyle.Dot));
        }

        return Svg(model);
    }

    /// <summary>Measured over estimated, one bar per row, logarithmic: left of 1 is less than the estimate, right of it more.</summary>
    public static string Ratios(IReadOnlyList<FigureRow> rows)
    {
        var shown = rows.Where(row => row.Ratio is > 0).Reverse().ToArray();
        var model = NewModel();
        var names = Styled(new CategoryAxis { Position = AxisPosition.Left, GapWidth = 0.4 });
        names.Labels.AddRange(shown.Select(row => row.Name));
        model.Axes.Add(names);
        model.Axes.Add(Styled(new LogarithmicAxis
        {
            Position = AxisPosition.Bottom, Title = "measured / estimate", Minimum = Math.Min(0.5, shown.Min(row => row.Ratio!.Value) * 0.7), Maximum = Math.Max(2, shown.Max(row => row.Ratio!.Value) * 1.4),
        }));
        var bars = new BarSeries { BaseValue = 1, StrokeThickness = 0, LabelPlacement = LabelPlacement.Outside };
        bars.Items.AddRange(shown.Select(row => new BarItem(row.Ratio!.Value) { Color = row.Verdict == Verdict.Holds ? Lines[2] : Lines[3] }));
        model.Series.Add(bars);
        return Svg(model, Math.Max(Height / 2, 60 + (shown.Length * 22)));
    }

    private static PlotModel NewModel()
    {
        var model = new PlotModel
        {
            Background = OxyColors.Transparent, PlotAreaBorderColor = Faint, TextColor = Ink, DefaultFont = "system-ui", DefaultFontSize = MeasuredFontSize,
        };
        model.Legends.Add(new Legend { LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.BottomLeft, LegendOrientation = LegendOrientation.Horizontal });
        return model;
    }

    private static T Styled<T>(T axis)
        where T : Axis
    {
        axis.AxisTitleDistance = 8;
        axis.AxislineColor = Faint;
        axis.TicklineColor = Faint;
        axis.MinorTicklineColor = OxyColors.Transparent;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = Faint;
        axis.MajorGridlineThickness = 0.5;
        return axis;
    }

    private static LineSeries NewLine(string title, OxyColor color) => new() { Title = title, Color = color, StrokeThickness = 2 };

    private static LineSeries Function(string title, Func<double, double> value, double end, OxyColor color, LineStyle style)
    {
        const int steps = 50;
        var line = NewLine(title, color);
        line.LineStyle = style;
        line.Points.AddRange(Enumerable.Range(1, steps).Select(step => end * step / steps).Select(x => new DataPoint(x, value(x))));
        return line;
    }

    private static IEnumerable<OxyColor> Cycle() => Enumerable.Repeat(Lines, int.MaxValue).SelectMany(colors => colors);

    // 90 is one nine, 99 two, 99.9 three.
    private static double Nines(double percentile) => -Math.Log10(1 - (percentile / 100));

    private static string Svg(PlotModel model, int height = Height)
    {
        var exported = new SvgExporter { Width = Width, Height = height, UseVerticalTextAlignmentWorkaround = true }.ExportToString(model);
        var svg = exported[exported.IndexOf("<svg", StringComparison.Ordinal)..];
        var head = svg[..svg.IndexOf('>', StringComparison.Ordinal)];
        svg = head.Replace($"width=\"{Width}\" height=\"{height}\"", $"viewBox=\"0 0 {Width} {height}\" role=\"img\"", StringComparison.Ordinal) + svg[head.Length..];
        svg = svg
            .Replace($"fill=\"{Rgb(Ink)}\"", "fill=\"currentColor\"", StringComparison.Ordinal)
            .Replace(Rgb(Faint), "var(--faint)", StringComparison.Ordinal)
            .Replace($"font-size=\"{MeasuredFontSize}\"", $"font-size=\"{ShownFontSize}\"", StringComparison.Ordinal)
            // Several drawings share one page, and so its names.
            .Replace("\"clipPath", $"\"{Name(svg)}", StringComparison.Ordinal)
            .Replace("#clipPath", $"#{Name(svg)}", StringComparison.Ordinal);
        return Lines.Select((color, index) => (Rgb(color), $"var(--line{index + 1})"))
            .Aggregate(svg, (text, color) => text.Replace(color.Item1, color.Item2, StringComparison.Ordinal));
    }

    private static string Name(string svg) => $"clip-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(svg)))[..NameLength]}-";

    // As the exporter writes a colour.
    private static string Rgb(OxyColor color) => $"rgb({color.R},{color.G},{color.B})";
}
