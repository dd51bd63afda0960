using System.Numerics;

namespace Imaging.Worker.Inference.Text;

/// <summary>Cuts a line of text out of a page and lays it flat, as high as the reading model wants it.</summary>
internal static class LineCutter
{
    /// <summary>Lines come in widths of this multiple: few shapes, so that lines of several pages share a run.</summary>
    private const int WidthStep = 64;
    private const int WidthLeast = 320;
    private const int WidthMost = 3_200;
    private const int Bands = 3;

    /// <summary>What the model's scale turns into 0, which it was trained to see beside a line.</summary>
    private const byte Beside = 127;

    /// <summary>Points of the page that each pixel is the mean of, in each direction, when a large line is made small.</summary>
    private const int PointsMost = 8;

    public static Pixels Cut(Pixels page, TextBox box, int height)
    {
        var width = Math.Clamp((int)Math.Ceiling(height * box.Length / box.Thickness), 1, WidthMost);
        var bucket = Math.Max(WidthLeast, (width + WidthStep - 1) / WidthStep * WidthStep);
        var rgb = new byte[Bands * bucket * height];
        Array.Fill(rgb, Beside);
        var points = Math.Clamp((int)Math.Ceiling(box.Thickness / height), 1, PointsMost);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var colour = Mean(page, box, (x, width), (y, height), points);
                var at = Bands * ((y * bucket) + x);
                (rgb[at], rgb[at + 1], rgb[at + 2]) = ((byte)(colour.X + 0.5f), (byte)(colour.Y + 0.5f), (byte)(colour.Z + 0.5f));
            }
        }

        return new(rgb, bucket, height);
    }

    private static Vector3 Mean(Pixels page, TextBox box, (int At, int Of) across, (int At, int Of) down, int points)
    {
        var sum = Vector3.Zero;
        for (var row = 0; row < points; row++)
        {
            for (var column = 0; column < points; column++)
            {
                var along = (across.At + ((column + 0.5f) / points)) / across.Of;
                var below = (down.At + ((row + 0.5f) / points)) / down.Of;
                sum += At(page, box.Corner + (box.Along * along) + (box.Down * below));
            }
        }

        return sum / (points * points);
    }

    /// <summary>Between four pixels; beyond the edge is the edge.</summary>
    private static Vector3 At(Pixels page, Vector2 point)
    {
        var (x, y) = (Math.Clamp(point.X - 0.5f, 0, page.Width - 1), Math.Clamp(point.Y - 0.5f, 0, page.Height - 1));
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, page.Width - 1), Math.Min(top + 1, page.Height - 1));
        var upper = Vector3.Lerp(Colour(page, left, top), Colour(page, right, top), x - left);
        var lower = Vector3.Lerp(Colour(page, left, bottom), Colour(page, right, bottom), x - left);
        return Vector3.Lerp(upper, lower, y - top);
    }

    private static Vector3 Colour(Pixels page, int x, int y)
    {
        var at = Bands * ((y * page.Width) + x);
        return new(page.Rgb[at], page.Rgb[at + 1], page.Rgb[at + 2]);
    }
}
