using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>Structural similarity (Wang 2004) of luma, the mean over windows of 8 x 8 pixels; 1 means the same.</summary>
internal static class Similarity
{
    private const int Side = 8;
    private const int Step = 4;
    private const double SteadyMean = 0.01 * 255 * 0.01 * 255;
    private const double SteadyVariance = 0.03 * 255 * 0.03 * 255;

    public static double Of(Image<Rgb24> one, Image<Rgb24> other)
    {
        var (a, b) = (Luma(one), Luma(other));
        var windows = new List<double>();
        for (var y = 0; y + Side <= one.Height; y += Step)
        {
            for (var x = 0; x + Side <= one.Width; x += Step)
            {
                windows.Add(OfWindow(a, b, one.Width, x, y));
            }
        }

        return windows.Average();
    }

    private static double OfWindow(double[] a, double[] b, int width, int left, int top)
    {
        double sumA = 0, sumB = 0, squaresA = 0, squaresB = 0, products = 0;
        for (var y = top; y < top + Side; y++)
        {
            for (var x = left; x < left + Side; x++)
            {
                var (one, other) = (a[(y * width) + x], b[(y * width) + x]);
                sumA += one;
                sumB += other;
                squaresA += one * one;
                squaresB += other * other;
                products += one * other;
            }
        }

        const double count = Side * Side;
        var (meanA, meanB) = (sumA / count, sumB / count);
        var (varianceA, varianceB, covariance) = ((squaresA / count) - (meanA * meanA), (squaresB / count) - (meanB * meanB), (products / count) - (meanA * meanB));
        return ((2 * meanA * meanB) + SteadyMean) * ((2 * covariance) + SteadyVariance)
            / (((meanA * meanA) + (meanB * meanB) + SteadyMean) * (varianceA + varianceB + SteadyVariance));
    }

    private static double[] Luma(Image<Rgb24> picture)
    {
        var luma = new double[picture.Width * picture.Height];
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < picture.Height; y++)
            {
                var row = rows.GetRowSpan(y);
                for (var x = 0; x < picture.Width; x++)
                {
                    luma[(y * picture.Width) + x] = (0.299 * row[x].R) + (0.587 * row[x].G) + (0.114 * row[x].B);
                }
            }
        });
        return luma;
    }
}
