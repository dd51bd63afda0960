using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Whether this machine's libvips can write AVIF: builds differ, so a picture of 16 pixels a side is tried once.</summary>
internal static class AvifEncoder
{
    private const int Side = 16;
    private static readonly Lazy<bool> Tried = new(Try);

    public static bool IsThere => Tried.Value;

    private static bool Try()
    {
        try
        {
            Vips.Configure();
            using var picture = Image.Black(Side, Side, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
            return picture.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1, effort: 0).Length > 0;
        }
        catch (Exception exception) when (exception is VipsException or DllNotFoundException or TypeInitializationException)
        {
            return false;
        }
    }
}
