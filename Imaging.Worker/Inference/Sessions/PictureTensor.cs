namespace Imaging.Worker.Inference.Sessions;

/// <summary>Writes bytes of pictures in the order, scale and layout that a model was trained on.</summary>
internal sealed class PictureTensor
{
    private const int Bands = 3;
    private const int Values = 256;

    private readonly bool planar;
    private readonly bool reversed;

    /// <summary>What each byte becomes, by band: 256 divisions once instead of one for each pixel.</summary>
    private readonly float[][] scaled;

    public PictureTensor(ModelInput input)
    {
        planar = input.Layout == "nchw";
        reversed = input.Channels == "bgr";
        scaled = [.. Enumerable.Range(0, Bands).Select(band =>
            Enumerable.Range(0, Values).Select(value => (value - input.Mean[band]) / input.Deviation[band]).ToArray())];
    }

    public static int LengthOf(int width, int height) => Bands * width * height;

    public long[] ShapeOf(int count, int width, int height) => planar ? [count, Bands, height, width] : [count, height, width, Bands];

    public void Write(Pixels picture, Span<float> target)
    {
        var pixels = picture.Width * picture.Height;
        if (picture.Rgb.Length != Bands * pixels || target.Length != picture.Rgb.Length)
        {
            throw new ArgumentException($"{picture.Rgb.Length} bytes; allowed: {Bands * pixels} for {picture.Width} x {picture.Height}.", nameof(picture));
        }

        for (var band = 0; band < Bands; band++)
        {
            var source = picture.Rgb.AsSpan(reversed ? Bands - 1 - band : band);
            var (table, start, step) = planar ? (scaled[band], band * pixels, 1) : (scaled[band], band, Bands);
            for (int from = 0, to = start; from < source.Length; from += Bands, to += step)
            {
                target[to] = table[source[from]];
            }
        }
    }
}
