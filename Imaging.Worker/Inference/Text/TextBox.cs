using System.Numerics;

namespace Imaging.Worker.Inference.Text;

/// <summary>A rectangle around a line of text, at any angle.</summary>
/// <param name="Corner">Where the text begins, above.</param>
/// <param name="Along">From there along the line to its end.</param>
/// <param name="Down">From there across the line to its foot.</param>
internal readonly record struct TextBox(Vector2 Corner, Vector2 Along, Vector2 Down)
{
    public float Length => Along.Length();

    public float Thickness => Down.Length();

    /// <summary>Clockwise from where the text begins.</summary>
    public IReadOnlyList<Vector2> Corners => [Corner, Corner + Along, Corner + Along + Down, Corner + Down];

    public Vector2 Centre => Corner + ((Along + Down) / 2);

    /// <summary>The same box, larger by so much on each side.</summary>
    public TextBox Grown(float by)
    {
        var (along, down) = (Vector2.Normalize(Along) * by, Vector2.Normalize(Down) * by);
        return new(Corner - along - down, Along + (2 * along), Down + (2 * down));
    }

    /// <summary>The same box on a picture of another size.</summary>
    public TextBox Scaled(Vector2 by) => new(Corner * by, Along * by, Down * by);

    /// <summary>True where the point lies in it.</summary>
    public bool Contains(Vector2 point)
    {
        var from = point - Corner;
        return Vector2.Dot(from, Along) is var along && along >= 0 && along <= Along.LengthSquared()
            && Vector2.Dot(from, Down) is var down && down >= 0 && down <= Down.LengthSquared();
    }
}
