using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

internal static class PictureScaling
{
    private const string Srgb = "srgb";

    /// <summary>Lanczos to exactly that size, colours turned into sRGB by the picture's own profile, 8 bits, 3 or 4 bands.</summary>
    public static Image ToSrgb(this Image picture, int width, int height)
    {
        using var scaled = picture.ThumbnailImage(
            width, height: height, size: Enums.Size.Force, noRotate: true, outputProfile: Srgb, intent: Enums.Intent.Perceptual);
        using var coloured = scaled.Colourspace(Enums.Interpretation.Srgb);
        return coloured.Format == Enums.BandFormat.Uchar ? coloured.Copy() : coloured.Cast(Enums.BandFormat.Uchar);
    }

    /// <summary>Scales and cuts a picture that is already upright sRGB.</summary>
    public static Image Place(this Image picture, Placement placement)
    {
        var (scaledWidth, scaledHeight, width, height) = placement;
        using var scaled = picture.Width == scaledWidth && picture.Height == scaledHeight
            ? picture.Copy()
            : picture.ThumbnailImage(scaledWidth, height: scaledHeight, size: Enums.Size.Force, noRotate: true);
        return scaled.Crop((scaledWidth - width) / 2, (scaledHeight - height) / 2, width, height);
    }

    /// <summary>Without transparency: white shows through, as on most pages.</summary>
    public static Image OnWhite(this Image picture) =>
        picture.HasAlpha() ? picture.Flatten(background: [255, 255, 255]) : picture.Copy();
}
