using System.Numerics;

namespace Imaging.Worker.Inference.Text;

/// <summary>The rectangle of least area around points: one of its sides lies on a side of their convex hull.</summary>
internal static class SmallestBox
{
    /// <summary>From this ratio of height to width on, text runs from top to bottom.</summary>
    private const float Upright = 1.5f;

    public static TextBox Around(IReadOnlyList<Vector2> points)
    {
        var hull = Hull(points);
        var best = Along(hull, Vector2.UnitX);
        for (var index = 0; index < hull.Count; index++)
        {
            var side = hull[(index + 1) % hull.Count] - hull[index];
            if (side != Vector2.Zero && Along(hull, Vector2.Normalize(side)) is var box && box.Length * box.Thickness < best.Length * best.Thickness)
            {
                best = box;
            }
        }

        return Turned(best);
    }

    /// <summary>Points in order around their outline (Andrew's monotone chain).</summary>
    private static List<Vector2> Hull(IReadOnlyList<Vector2> points)
    {
        var sorted = points.Distinct().OrderBy(point => point.X).ThenBy(point => point.Y).ToList();
        if (sorted.Count < 3)
        {
            return sorted;
        }

        var lower = Chain(sorted);
        sorted.Reverse();
        var upper = Chain(sorted);
        return [.. lower.SkipLast(1), .. upper.SkipLast(1)];
    }

    private static List<Vector2> Chain(List<Vector2> sorted)
    {
        var chain = new List<Vector2>();
        foreach (var point in sorted)
        {
            while (chain.Count > 1 && Cross(chain[^1] - chain[^2], point - chain[^2]) <= 0)
            {
                chain.RemoveAt(chain.Count - 1);
            }

            chain.Add(point);
        }

        return chain;
    }

    /// <summary>The box whose sides have that direction; it points right, so that its other sides point down.</summary>
    private static TextBox Along(List<Vector2> hull, Vector2 direction)
    {
        var across = Math.Abs(direction.X) >= Math.Abs(direction.Y) ? direction : new Vector2(-direction.Y, direction.X);
        across = across.X < 0 ? -across : across;
        var down = new Vector2(-across.Y, across.X);
        var (left, right) = (hull.Min(point => Vector2.Dot(point, across)), hull.Max(point => Vector2.Dot(point, across)));
        var (top, bottom) = (hull.Min(point => Vector2.Dot(point, down)), hull.Max(point => Vector2.Dot(point, down)));
        return new((across * left) + (down * top), across * (right - left), down * (bottom - top));
    }

    /// <summary>Text that runs from top to bottom is read with its right side up.</summary>
    private static TextBox Turned(TextBox box) =>
        box.Thickness >= Upright * box.Length ? new(box.Corner + box.Along, box.Down, -box.Along) : box;

    private static float Cross(Vector2 one, Vector2 other) => (one.X * other.Y) - (one.Y * other.X);
}
