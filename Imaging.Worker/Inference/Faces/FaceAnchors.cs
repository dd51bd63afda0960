namespace Imaging.Worker.Inference.Faces;

/// <summary>
/// Where BlazeFace looks: 16 x 16 cells with 2 anchors each, then 8 x 8 cells with 6, at the cells' centres, in shares of the
/// picture. Near and far model have the same.
/// </summary>
internal static class FaceAnchors
{
    /// <summary>Anchors of the fine grid, which the first half of the model's outputs is about.</summary>
    public static IReadOnlyList<(float X, float Y)> Fine { get; } = Grid(cells: 16, each: 2);

    /// <summary>Anchors of the coarse grid.</summary>
    public static IReadOnlyList<(float X, float Y)> Coarse { get; } = Grid(cells: 8, each: 6);

    private static (float X, float Y)[] Grid(int cells, int each) =>
        [.. from row in Enumerable.Range(0, cells)
            from column in Enumerable.Range(0, cells)
            from _ in Enumerable.Range(0, each)
            select ((column + 0.5f) / cells, (row + 0.5f) / cells)];
}
