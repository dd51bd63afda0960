namespace Imaging.Worker.Inference.Text;

/// <summary>The text of a picture, as it stands in the manifest.</summary>
/// <param name="Models">Those that found and read it.</param>
/// <param name="Text">All lines in reading order; what stands beside each other is one line here.</param>
/// <param name="Lines">Each line with its place.</param>
/// <param name="IsCut">True where the picture has more lines than the preset reads.</param>
internal sealed record TextFound(IReadOnlyList<ModelUse> Models, string Text, IReadOnlyList<TextLine> Lines, bool IsCut);

/// <param name="Text">As read.</param>
/// <param name="Score">How sure its letters are on average, 0 to 1.</param>
/// <param name="Corners">Four points (x, y), clockwise from where the text begins, in shares of the picture's width and height.</param>
internal sealed record TextLine(string Text, double Score, IReadOnlyList<IReadOnlyList<double>> Corners);
