namespace Bench.Imaging;

/// <summary>Value noise in octaves: structure of every size, the smaller the weaker.</summary>
internal sealed class CloudTexture
{
    private const int Side = 256;
    private static readonly (double Cells, double Strength)[] Octaves = [(3, 48), (12, 24), (48, 14), (192, 10), (640, 8)];

    private readonly float[] values = new float[Side * Side];

    public CloudTexture(Random random)
    {
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = (float)((random.NextDouble() * 2) - 1);
        }
    }

    /// <summary>Brightness at a place of the picture, both coordinates 0 to 1; -104 to 104.</summary>
    public double At(double across, double down)
    {
        var sum = 0.0;
        foreach (var (cells, strength) in Octaves)
        {
            sum += strength * Between(across * cells, down * cells);
        }

        return sum;
    }

    private double Between(double x, double y)
    {
        var (column, row) = ((int)x, (int)y);
        var (right, below) = (x - column, y - row);
        var above = Mix(Value(column, row), Value(column + 1, row), right);
        return Mix(above, Mix(Value(column, row + 1), Value(column + 1, row + 1), right), below);
    }

    private double Value(int column, int row) => values[((row & (Side - 1)) * Side) + (column & (Side - 1))];

    private static double Mix(double from, double to, double share) => from + ((to - from) * share);
}
