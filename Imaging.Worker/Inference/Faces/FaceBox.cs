using System.Text.Json.Serialization;

namespace Imaging.Worker.Inference.Faces;

/// <summary>A face, in shares of the picture's width and height: 0 is left or top, 1 right or bottom.</summary>
/// <param name="X">Left edge, 0 to 1.</param>
/// <param name="Y">Upper edge, 0 to 1.</param>
/// <param name="Width">0 to 1.</param>
/// <param name="Height">0 to 1.</param>
/// <param name="Score">How sure the model is, 0 to 1.</param>
internal readonly record struct FaceBox(double X, double Y, double Width, double Height, double Score)
{
    [JsonIgnore]
    public double Area => Width * Height;

    /// <summary>The share of both boxes together that they have in common.</summary>
    public static double Overlap(FaceBox one, FaceBox other)
    {
        var across = Math.Min(one.X + one.Width, other.X + other.Width) - Math.Max(one.X, other.X);
        var down = Math.Min(one.Y + one.Height, other.Y + other.Height) - Math.Max(one.Y, other.Y);
        var common = Math.Max(0, across) * Math.Max(0, down);
        return common > 0 ? common / (one.Area + other.Area - common) : 0;
    }
}
