using System.Text.Json.Nodes;
using ModelConverter.Graphs;

namespace ModelConverter.Layers;

/// <summary>
/// A TensorFlow.js layers-model (Keras topology and one file of weights) as an ONNX graph. TensorFlow.js keeps channels last, ONNX
/// first: pictures come in as [N, channels, height, width] and stay so until they are flattened.
/// </summary>
internal static class LayersModelConverter
{
    public const string InputName = "picture";
    public const string OutputName = "answer";

    /// <summary>Takes the topology and the weights as two scripts whose exports are the model's JSON and its weights in Base64.</summary>
    public static byte[] Convert(Recipe recipe, IReadOnlyList<byte[]> scripts)
    {
        var model = JsonNode.Parse(ScriptExport.Read(recipe, scripts[0]))!;
        var weights = LayerWeights.Read(model["weightsManifest"]!.AsArray(), System.Convert.FromBase64String((string)JsonNode.Parse(ScriptExport.Read(recipe, scripts[1]))!));
        return Convert(recipe, model["modelTopology"]!["model_config"]!["config"]!, weights);
    }

    private static byte[] Convert(Recipe recipe, JsonNode config, LayerWeights weights)
    {
        var graph = new GraphBuilder(recipe.Model);
        var layers = new LayerTranslator(recipe, graph, weights);
        foreach (var layer in config["layers"]!.AsArray())
        {
            layers.Translate(layer!);
        }

        var last = layers.ValueOf((string)config["output_layers"]![0]![0]!);
        graph.Node("Identity", OutputName, [last.Name]);
        graph.Output(OutputName, last.Channels);
        return graph.ToBytes();
    }
}
