using Imaging.Worker.Pipeline.Presets;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

internal static class PictureScaling
{
    private const string Srgb = "srgb";
    private const string ProfileField = "icc-profile-data";
    private const int Opaque = 255;

    /// <summary>Lanczos to exactly that size, 8 bits, 3 or 4 bands; colours turned into sRGB by the picture's own profile unless they are to stay.</summary>
    public static Image Reduce(this Image picture, int width, int height, ColourProfile profile, Light light)
    {
        using var scaled = picture.ThumbnailImage(
            width, height: height, size: Enums.Size.Force, noRotate: true, linear: light == Light.Linear,
            outputProfile: picture.IsToBeConverted(profile) ? Srgb : null, intent: Enums.Intent.Perceptual);
        using var coloured = scaled.Interpretation == Enums.Interpretation.Srgb ? scaled.Copy() : scaled.Colourspace(Enums.Interpretation.Srgb);
        return coloured.Format == Enums.BandFormat.Uchar ? coloured.Copy() : coloured.Cast(Enums.BandFormat.Uchar);
    }

    /// <summary>
    /// Numbers without a profile are taken as sRGB, and grey as such: libvips would turn each pixel into Lab and back, for a quarter of a
    /// second of a photograph, and end where it began.
    /// </summary>
    private static bool IsToBeConverted(this Image picture, ColourProfile profile) => !picture.KeepsProfile(profile)
        && (picture.Contains(ProfileField) || picture.Interpretation is not (
            Enums.Interpretation.Srgb or Enums.Interpretation.Bw or Enums.Interpretation.Rgb16 or Enums.Interpretation.Grey16));

    /// <summary>True if these colours mean something only beside their profile, and it is one.</summary>
    public static bool KeepsProfile(this Image picture, ColourProfile profile) =>
        profile == ColourProfile.Keep && picture.Interpretation == Enums.Interpretation.Srgb
        && picture.Contains(ProfileField) && picture.Get(ProfileField) is byte[] bytes && IccHeader.IsRgb(bytes);

    /// <summary>As every program without a profile should see it: for models, placeholders and colours.</summary>
    public static Image AsSrgb(this Image picture, ColourProfile profile) => picture.KeepsProfile(profile)
        ? picture.IccTransform(Srgb, embedded: true, intent: Enums.Intent.Perceptual)
        : picture.Copy();

    /// <summary>Scales and cuts at the centre a picture that is already upright.</summary>
    public static Image Place(this Image picture, Placement placement, Light light)
    {
        using var scaled = picture.Scale(placement.ScaledWidth, placement.ScaledHeight, light);
        return scaled.Cut(placement.Cut(Gravity.Centre));
    }

    /// <summary>Scales a picture of 8 bits; it stays one, with the bands it had.</summary>
    public static Image Scale(this Image picture, int width, int height, Light light = Light.Gamma)
    {
        if (picture.Width == width && picture.Height == height)
        {
            return picture.Copy();
        }

        var linear = light == Light.Linear;
        var scaled = picture.ThumbnailImage(width, height: height, size: Enums.Size.Force, noRotate: true, linear: linear);
        if (!linear || scaled.Format == Enums.BandFormat.Uchar)
        {
            return scaled;
        }

        using (scaled)
        {
            return scaled.Cast(Enums.BandFormat.Uchar);
        }
    }

    public static Image Cut(this Image picture, Window window) => picture.Crop(window.Left, window.Top, window.Width, window.Height);

    /// <summary>Without transparency: white shows through, as on most pages.</summary>
    public static Image OnWhite(this Image picture) =>
        picture.HasAlpha() ? picture.Flatten(background: [Opaque, Opaque, Opaque]) : picture.Copy();

    /// <summary>With transparency, if only of nothing.</summary>
    public static Image WithAlpha(this Image picture) => picture.HasAlpha() ? picture.Copy() : picture.Bandjoin(Opaque);
}
