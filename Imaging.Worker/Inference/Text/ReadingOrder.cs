namespace Imaging.Worker.Inference.Text;

/// <summary>Lines from top to bottom; those beside each other from left to right.</summary>
internal static class ReadingOrder
{
    /// <summary>Rows of boxes: a box joins the row above where its centre lies within half a line of that row's first.</summary>
    public static IReadOnlyList<IReadOnlyList<T>> Rows<T>(IEnumerable<T> items, Func<T, TextBox> boxOf)
    {
        var rows = new List<List<T>>();
        foreach (var item in items.OrderBy(item => boxOf(item).Centre.Y))
        {
            var box = boxOf(item);
            if (rows.Count > 0 && boxOf(rows[^1][0]) is var first
                && box.Centre.Y - first.Centre.Y < Math.Min(first.Thickness, box.Thickness) / 2)
            {
                rows[^1].Add(item);
            }
            else
            {
                rows.Add([item]);
            }
        }

        return [.. rows.Select(row => row.OrderBy(item => boxOf(item).Centre.X).ToList())];
    }
}
