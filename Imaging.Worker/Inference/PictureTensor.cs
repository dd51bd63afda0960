namespace Imaging.Worker.Inference;

/// <summary>Bytes of a picture in the order, scale and layout that a model was trained on.</summary>
internal static class PictureTensor
{
    private const int Bands = 3;

    public static long[] ShapeOf(ModelInput input) => input.Layout == "nchw"
        ? [1, Bands, input.Height, input.Width]
        : [1, input.Height, input.Width, Bands];

    public static float[] From(ReadOnlySpan<byte> rgb, ModelInput input)
    {
        var pixels = input.Width * input.Height;
        if (rgb.Length != Bands * pixels)
        {
            throw new ArgumentException($"{rgb.Length} bytes; allowed: {Bands * pixels} for {input.Width} x {input.Height}.", nameof(rgb));
        }

        var planar = input.Layout == "nchw";
        var reversed = input.Channels == "bgr";
        var tensor = new float[rgb.Length];
        for (var band = 0; band < Bands; band++)
        {
            var source = reversed ? Bands - 1 - band : band;
            var (mean, deviation) = (input.Mean[band], input.Deviation[band]);
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                tensor[planar ? (band * pixels) + pixel : (pixel * Bands) + band] = (rgb[(pixel * Bands) + source] - mean) / deviation;
            }
        }

        return tensor;
    }
}
