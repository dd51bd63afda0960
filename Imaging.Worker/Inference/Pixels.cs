namespace Imaging.Worker.Inference;

/// <summary>A picture at the size that a model takes.</summary>
/// <param name="Rgb">Three bytes per pixel, row by row.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
internal readonly record struct Pixels(byte[] Rgb, int Width, int Height)
{
    public (int Width, int Height) Size => (Width, Height);

    /// <summary>A black picture of that size.</summary>
    public static Pixels Black(int width, int height) => new(new byte[3 * width * height], width, height);
}
