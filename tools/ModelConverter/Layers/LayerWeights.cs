using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace ModelConverter.Layers;

/// <summary>The weights of a model by name, in the order and layout of TensorFlow.js.</summary>
internal sealed class LayerWeights
{
    private readonly Dictionary<string, (float[] Values, int[] Shape)> weights = new(StringComparer.Ordinal);

    /// <summary>One after another as <c>weightsManifest</c> lists them: float32, or <c>byte * scale + min</c>.</summary>
    public static LayerWeights Read(JsonArray manifest, ReadOnlySpan<byte> bytes)
    {
        var read = new LayerWeights();
        foreach (var entry in manifest.SelectMany(group => group!["weights"]!.AsArray()))
        {
            int[] shape = [.. entry!["shape"]!.AsArray().Select(side => (int)side!)];
            var count = shape.Aggregate(1, (product, side) => product * side);
            read.weights[(string)entry["name"]!] = (Take(entry, ref bytes, count), shape);
        }

        return bytes.IsEmpty ? read : throw new InvalidDataException($"{bytes.Length} bytes of weights are left over; allowed: 0.");
    }

    public (float[] Values, int[] Shape) this[string name] => weights[name];

    public bool Has(string name) => weights.ContainsKey(name);

    private static float[] Take(JsonNode entry, ref ReadOnlySpan<byte> bytes, int count)
    {
        var values = new float[count];
        var kind = ((string?)entry["dtype"], (string?)entry["quantization"]?["dtype"]);
        switch (kind)
        {
            case ("float32", null):
                for (var index = 0; index < count; index++)
                {
                    values[index] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(index * sizeof(float))..]);
                }

                bytes = bytes[(count * sizeof(float))..];
                return values;
            case ("float32", "uint8"):
                // As TensorFlow.js does it: the product in double precision, then rounded once.
                var (scale, least) = ((double)entry["quantization"]!["scale"]!, (double)entry["quantization"]!["min"]!);
                for (var index = 0; index < count; index++)
                {
                    values[index] = (float)((bytes[index] * scale) + least);
                }

                bytes = bytes[count..];
                return values;
            default:
                throw new InvalidDataException($"Weights {entry["name"]} are {kind}; allowed: float32, as they are or quantised to uint8.");
        }
    }
}
