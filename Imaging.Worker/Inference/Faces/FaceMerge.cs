namespace Imaging.Worker.Inference.Faces;

/// <summary>
/// Many boxes of a face become one: the surest takes those that overlap it, and where it lies is their mean, weighted by score, as
/// BlazeFace's authors do it (a plain non-maximum suppression makes boxes tremble).
/// </summary>
internal static class FaceMerge
{
    private const double OverlapLeast = 0.3;

    /// <summary>At most <paramref name="most"/> faces, the surest first.</summary>
    public static IReadOnlyList<FaceBox> Merge(IEnumerable<FaceBox> boxes, int most)
    {
        var left = boxes.OrderByDescending(box => box.Score).ToList();
        var faces = new List<FaceBox>();
        while (left.Count > 0 && faces.Count < most)
        {
            var surest = left[0];
            var same = left.Where((box, index) => index == 0 || FaceBox.Overlap(surest, box) > OverlapLeast).ToList();
            faces.Add(Mean(same, surest.Score));
            left = [.. left.Except(same)];
        }

        return faces;
    }

    private static FaceBox Mean(List<FaceBox> boxes, double score)
    {
        var weight = boxes.Sum(box => box.Score);
        double Of(Func<FaceBox, double> member) => boxes.Sum(box => member(box) * box.Score) / weight;
        return new(Of(box => box.X), Of(box => box.Y), Of(box => box.Width), Of(box => box.Height), score);
    }
}
