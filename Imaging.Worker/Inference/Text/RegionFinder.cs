using System.Numerics;

namespace Imaging.Worker.Inference.Text;

/// <summary>
/// Where text is, from a map of how likely each pixel is text (the post-processing of DB, arXiv 1911.08947, with PaddleOCR's
/// figures): connected pixels, the smallest box around them, and that box grown again, since the map shows lines thinner than they are.
/// </summary>
internal static class RegionFinder
{
    private const float PixelLeast = 0.3f;
    private const double BoxLeast = 0.6;
    private const float Growth = 1.5f;
    private const float SideLeast = 3;

    /// <summary>Boxes in pixels of the map, at most so many, in the order in which they are met from above.</summary>
    public static IReadOnlyList<TextBox> Find(ReadOnlyMemory<float> map, int width, int height, int most)
    {
        var seen = new bool[width * height];
        var boxes = new List<TextBox>();
        for (var start = 0; start < seen.Length && boxes.Count < most; start++)
        {
            if (seen[start] || map.Span[start] <= PixelLeast)
            {
                continue;
            }

            var box = SmallestBox.Around(Outline(map.Span, width, height, start, seen));
            if (Math.Min(box.Length, box.Thickness) >= SideLeast && MeanIn(box, map.Span, width, height) >= BoxLeast)
            {
                boxes.Add(box.Grown(Growth * box.Length * box.Thickness / (2 * (box.Length + box.Thickness))));
            }
        }

        return boxes;
    }

    /// <summary>Visits all pixels that hang together with the first and answers the outermost of each row: the hull needs no others.</summary>
    private static List<Vector2> Outline(ReadOnlySpan<float> map, int width, int height, int start, bool[] seen)
    {
        var rows = new Dictionary<int, (int Left, int Right)>();
        var next = new Stack<int>([start]);
        seen[start] = true;
        while (next.TryPop(out var pixel))
        {
            var (x, y) = (pixel % width, pixel / width);
            rows[y] = rows.TryGetValue(y, out var row) ? (Math.Min(row.Left, x), Math.Max(row.Right, x)) : (x, x);
            for (var near = Math.Max(0, y - 1); near <= Math.Min(height - 1, y + 1); near++)
            {
                for (var beside = Math.Max(0, x - 1); beside <= Math.Min(width - 1, x + 1); beside++)
                {
                    var neighbour = (near * width) + beside;
                    if (!seen[neighbour] && map[neighbour] > PixelLeast)
                    {
                        seen[neighbour] = true;
                        next.Push(neighbour);
                    }
                }
            }
        }

        return [.. rows.SelectMany(row => new[] { new Vector2(row.Value.Left, row.Key), new Vector2(row.Value.Right, row.Key) })];
    }

    private static double MeanIn(TextBox box, ReadOnlySpan<float> map, int width, int height)
    {
        var corners = box.Corners;
        var (left, right) = ((int)corners.Min(corner => corner.X), (int)Math.Ceiling(corners.Max(corner => corner.X)));
        var (top, bottom) = ((int)corners.Min(corner => corner.Y), (int)Math.Ceiling(corners.Max(corner => corner.Y)));
        var (sum, count) = (0.0, 0);
        for (var y = Math.Max(0, top); y <= Math.Min(height - 1, bottom); y++)
        {
            for (var x = Math.Max(0, left); x <= Math.Min(width - 1, right); x++)
            {
                if (box.Contains(new(x, y)))
                {
                    sum += map[(y * width) + x];
                    count++;
                }
            }
        }

        return count == 0 ? 0 : sum / count;
    }
}
