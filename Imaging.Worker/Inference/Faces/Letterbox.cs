using Imaging.Worker.Pipeline.Engine;

namespace Imaging.Worker.Inference.Faces;

/// <summary>Where the picture lies in a model's input, in shares of the input.</summary>
internal readonly record struct Letterbox(double Left, double Top, double Width, double Height)
{
    public static Letterbox Of(ModelPicture picture, int sourceWidth, int sourceHeight)
    {
        var (left, top, placed) = picture.PlaceFor(sourceWidth, sourceHeight);
        return new(
            (double)left / picture.Width, (double)top / picture.Height,
            (double)placed.ScaledWidth / picture.Width, (double)placed.ScaledHeight / picture.Height);
    }

    /// <summary>A box in shares of the input as one in shares of the picture, cut where it leaves it.</summary>
    public FaceBox ToPicture(FaceBox box)
    {
        var (left, right) = (Share(box.X, Left, Width), Share(box.X + box.Width, Left, Width));
        var (top, bottom) = (Share(box.Y, Top, Height), Share(box.Y + box.Height, Top, Height));
        return new(left, top, Math.Max(0, right - left), Math.Max(0, bottom - top), box.Score);
    }

    private static double Share(double at, double start, double length) => Math.Clamp((at - start) / length, 0, 1);
}
