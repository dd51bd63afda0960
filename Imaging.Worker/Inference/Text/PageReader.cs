using System.Numerics;

namespace Imaging.Worker.Inference.Text;

/// <summary>Reads a page: one model finds the lines on a small picture, the other reads each, cut from a large one.</summary>
internal sealed class PageReader(ModelRunner detector, ModelRunner reader)
{
    /// <summary>Longest side of the picture that lines are cut from: text of 10 pixels on an A4 scan of 150 dpi stays 10 pixels.</summary>
    public const int PageSide = 2_048;

    /// <summary>Below it the letters are guesses.</summary>
    private const double ScoreLeast = 0.5;
    private const int Digits = 4;

    /// <summary>On a GPU lines are read side by side; the processor reads one after another, as an image has one core.</summary>
    private const int LinesAtOnce = 64;

    private readonly Alphabet alphabet = new(reader.Labels);

    /// <param name="small">At the detector's size.</param>
    /// <param name="page">The same picture, as large as is at hand.</param>
    /// <param name="linesMax">Most lines that are read.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    public async Task<TextFound> ReadAsync(Pixels small, Pixels page, int linesMax, CancellationToken cancellationToken)
    {
        var map = (await detector.RunAsync(small, cancellationToken))[0];
        var found = RegionFinder.Find(map, small.Width, small.Height, linesMax + 1);
        var scale = new Vector2((float)page.Width / small.Width, (float)page.Height / small.Height);
        var boxes = found.Take(linesMax).Select(box => box.Scaled(scale)).ToList();

        var read = new (TextBox Box, string Text, double Score)[boxes.Count];
        var atOnce = new ParallelOptions
        {
            CancellationToken = cancellationToken, MaxDegreeOfParallelism = reader.Device == InferenceDevice.Cuda ? LinesAtOnce : 1,
        };
        await Parallel.ForEachAsync(boxes.Index(), atOnce, async (box, token) =>
        {
            var line = LineCutter.Cut(page, box.Item, reader.Model.Input.Height);
            var (text, score) = alphabet.Read((await reader.RunAsync(line, token))[0]);
            read[box.Index] = (box.Item, text, score);
        });

        var rows = ReadingOrder.Rows(read.Where(line => line.Text.Length > 0 && line.Score >= ScoreLeast), line => line.Box);
        return new(
            [detector.Use, reader.Use],
            string.Join('\n', rows.Select(row => string.Join(' ', row.Select(line => line.Text)))),
            [.. rows.SelectMany(row => row).Select(line => new TextLine(line.Text, Math.Round(line.Score, Digits), Corners(line.Box, page)))],
            found.Count > linesMax);
    }

    private static IReadOnlyList<double>[] Corners(TextBox box, Pixels page) =>
        [.. box.Corners.Select(corner => new[] { Share(corner.X, page.Width), Share(corner.Y, page.Height) })];

    private static double Share(float at, int of) => Math.Round(Math.Clamp(at / of, 0, 1), Digits);
}
