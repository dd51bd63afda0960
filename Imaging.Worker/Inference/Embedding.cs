namespace Imaging.Worker.Inference;

/// <summary>What an embedding model says about a picture, as it stands in the manifest.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Its version: vectors of different versions cannot be compared.</param>
/// <param name="Device"><c>cuda</c> or <c>cpu</c>.</param>
/// <param name="Dimensions">Length of the vector.</param>
/// <param name="Vector">Of length 1, so that the scalar product of two is their cosine.</param>
internal sealed record Embedding(string Model, string Version, string Device, int Dimensions, IReadOnlyList<float> Vector)
{
    public static Embedding From(ModelUse use, float[] numbers)
    {
        var length = Math.Sqrt(numbers.Sum(number => (double)number * number));
        return new(
            use.Model, use.Version, use.Device, numbers.Length, [.. numbers.Select(number => length == 0 ? 0 : (float)(number / length))]);
    }
}
