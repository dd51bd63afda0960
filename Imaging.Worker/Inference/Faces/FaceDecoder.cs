namespace Imaging.Worker.Inference.Faces;

/// <summary>BlazeFace's four outputs as boxes: scores of the fine and the coarse grid, then boxes of both.</summary>
internal static class FaceDecoder
{
    /// <summary>Box (centre x, y, width, height) and six points of the face.</summary>
    public const int NumbersPerBox = 16;

    /// <summary>Beyond it the exponential overflows, and the score is 0 or 1 anyway.</summary>
    private const float LogitMax = 80;

    /// <param name="outputs">Fine scores, coarse scores, fine boxes, coarse boxes.</param>
    /// <param name="side">Pixels of the model's square input; boxes are in pixels.</param>
    /// <param name="threshold">Least score, 0 to 1.</param>
    /// <returns>Boxes in shares of the model's input; many of the same face.</returns>
    public static IReadOnlyList<FaceBox> Decode(float[][] outputs, int side, double threshold) => outputs is [var fine, var coarse, var fineBoxes, var coarseBoxes]
        ? [.. Decode(FaceAnchors.Fine, fine, fineBoxes, side, threshold), .. Decode(FaceAnchors.Coarse, coarse, coarseBoxes, side, threshold)]
        : throw new ModelBrokenException($"A face model answers {outputs.Length} outputs; allowed: 4, scores and boxes of the fine and the coarse grid.");

    private static IEnumerable<FaceBox> Decode(IReadOnlyList<(float X, float Y)> anchors, float[] scores, float[] boxes, int side, double threshold)
    {
        if (scores.Length != anchors.Count || boxes.Length != anchors.Count * NumbersPerBox)
        {
            throw new ModelBrokenException($"A face model answers {scores.Length} scores and {boxes.Length} numbers of boxes; allowed: {anchors.Count} and {anchors.Count * NumbersPerBox}.");
        }

        return anchors.Index()
            .Select(anchor => (anchor.Item, anchor.Index, Score: Sigmoid(scores[anchor.Index])))
            .Where(anchor => anchor.Score >= threshold)
            .Select(anchor => Box(anchor.Item, boxes.AsSpan(anchor.Index * NumbersPerBox, 4), side, anchor.Score));
    }

    private static FaceBox Box((float X, float Y) anchor, ReadOnlySpan<float> box, int side, double score)
    {
        var (width, height) = ((double)box[2] / side, (double)box[3] / side);
        return new(anchor.X + (box[0] / side) - (width / 2), anchor.Y + (box[1] / side) - (height / 2), width, height, score);
    }

    private static double Sigmoid(float logit) => 1 / (1 + Math.Exp(-Math.Clamp(logit, -LogitMax, LogitMax)));
}
