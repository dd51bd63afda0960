using Imaging.Worker.Inference;

namespace Imaging.Worker.Tests.Inference.Golden;

/// <summary>Pictures by a formula over integers, the same in C#, JavaScript and Python: the scripts beside this file know it too.</summary>
internal static class GoldenPicture
{
    public static Pixels Of(int seed, int side)
    {
        var rgb = new byte[3 * side * side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var grain = ((x * 7) + (y * 13) + (x * y * seed)) % 31;
                for (var band = 0; band < 3; band++)
                {
                    rgb[(3 * ((y * side) + x)) + band] = (byte)(((x * (seed + 1) >> 1) + (y * (9 - seed) >> 1) + (60 * band) + grain) % 256);
                }
            }
        }

        return new(rgb, side, side);
    }
}
