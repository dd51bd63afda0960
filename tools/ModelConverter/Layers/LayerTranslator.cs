using System.Text.Json.Nodes;
using ModelConverter.Graphs;

namespace ModelConverter.Layers;

/// <summary>Each kind of layer as the operations of ONNX that compute the same.</summary>
internal sealed class LayerTranslator(Recipe recipe, GraphBuilder graph, LayerWeights weights)
{
    private readonly Dictionary<string, LayerValue> values = new(StringComparer.Ordinal);

    public LayerValue ValueOf(string layer) => values[layer];

    public void Translate(JsonNode layer)
    {
        var (name, kind, config) = ((string)layer["name"]!, (string)layer["class_name"]!, layer["config"]!);
        IReadOnlyList<LayerValue> inputs = layer["inbound_nodes"]!.AsArray() is [JsonArray sources]
            ? [.. sources.Select(source => values[(string)source![0]!])]
            : [];
        values[name] = kind switch
        {
            "InputLayer" => Input(config),
            "ZeroPadding2D" => Pad(name, config, inputs[0]),
            "Conv2D" => Convolve(name, config, inputs[0]),
            "DepthwiseConv2D" => ConvolveDepthwise(name, config, inputs[0]),
            "BatchNormalization" => Normalise(name, config, inputs[0]),
            "ReLU" => Clip(name, config, inputs[0]),
            "Add" => inputs[0] with { Name = graph.Node("Add", name, [inputs[0].Name, inputs[1].Name]) },
            "AveragePooling2D" => Average(name, config, inputs[0]),
            "Flatten" => Flatten(name, inputs[0]),
            "Dense" => Multiply(name, config, inputs[0]),
            // Only training drops anything.
            "Dropout" => inputs[0],
            _ => throw Unknown(name, "class_name", kind),
        };
    }

    private LayerValue Input(JsonNode config)
    {
        var shape = config["batch_input_shape"]!.AsArray();
        var (height, width, channels) = ((int)shape[1]!, (int)shape[2]!, (int)shape[3]!);
        return new(graph.Input(LayersModelConverter.InputName, channels, height, width), channels);
    }

    private LayerValue Pad(string name, JsonNode config, LayerValue input)
    {
        var (rows, columns) = (config["padding"]![0]!, config["padding"]![1]!);
        var pads = graph.Numbers($"{name}/pads", 0, 0, (long)rows[0]!, (long)columns[0]!, 0, 0, (long)rows[1]!, (long)columns[1]!);
        return input with { Name = graph.Node("Pad", name, [input.Name, pads]) };
    }

    /// <summary>Kernels turn from [height, width, in, out] to [out, in, height, width].</summary>
    private LayerValue Convolve(string name, JsonNode config, LayerValue input)
    {
        var (kernel, shape) = weights[$"{name}/kernel"];
        var (height, width, taken, made) = (shape[0], shape[1], shape[2], shape[3]);
        var turned = Transpose.Of(kernel, shape, 3, 2, 0, 1);
        var turnedName = graph.Weights($"{name}/kernel", turned, made, taken, height, width);
        return Activate(name, config, new(graph.Node("Conv", Inner(name, config), Biased(name, config, input.Name, turnedName), Window(name, config)), made));
    }

    /// <summary>Kernels turn from [height, width, channel, multiple] to [channel * multiple, 1, height, width], a group for each channel.</summary>
    private LayerValue ConvolveDepthwise(string name, JsonNode config, LayerValue input)
    {
        var (kernel, shape) = weights[$"{name}/depthwise_kernel"];
        var made = shape[2] * shape[3];
        var turned = Transpose.Of(kernel, shape, 2, 3, 0, 1);
        var turnedName = graph.Weights($"{name}/depthwise_kernel", turned, made, 1, shape[0], shape[1]);
        return Activate(name, config, new(
            graph.Node("Conv", Inner(name, config), Biased(name, config, input.Name, turnedName), [.. Window(name, config), GraphBuilder.Integer("group", shape[2])]), made));
    }

    private LayerValue Normalise(string name, JsonNode config, LayerValue input) => input with
    {
        Name = graph.Node(
            "BatchNormalization", name,
            [input.Name, Vector($"{name}/gamma"), Vector($"{name}/beta"), Vector($"{name}/moving_mean"), Vector($"{name}/moving_variance")],
            GraphBuilder.Number("epsilon", (float)(double)config["epsilon"]!)),
    };

    private LayerValue Clip(string name, JsonNode config, LayerValue input)
    {
        if ((double)(config["negative_slope"] ?? 0)! != 0 || (double)(config["threshold"] ?? 0)! != 0)
        {
            throw Unknown(name, "negative_slope or threshold", "not 0");
        }

        return input with
        {
            Name = config["max_value"] is { } most
                ? graph.Node("Clip", name, [input.Name, graph.Weights($"{name}/least", [0]), graph.Weights($"{name}/most", [(float)(double)most])])
                : graph.Node("Relu", name, [input.Name]),
        };
    }

    private LayerValue Average(string name, JsonNode config, LayerValue input) =>
        input with { Name = graph.Node("AveragePool", name, [input.Name], Window(name, config, "pool_size")) };

    /// <summary>Rows, columns, channels in TensorFlow's order: what follows was trained on it.</summary>
    private LayerValue Flatten(string name, LayerValue input)
    {
        var turned = graph.Node("Transpose", $"{name}/turned", [input.Name], GraphBuilder.Integers("perm", 0, 2, 3, 1));
        return input with { Name = graph.Node("Flatten", name, [turned], GraphBuilder.Integer("axis", 1)) };
    }

    private LayerValue Multiply(string name, JsonNode config, LayerValue input)
    {
        var (kernel, shape) = weights[$"{name}/kernel"];
        var matrix = graph.Weights($"{name}/kernel", kernel, shape[0], shape[1]);
        return Activate(name, config, new(graph.Node("Gemm", Inner(name, config), Biased(name, config, input.Name, matrix)), shape[1]));
    }

    private LayerValue Activate(string name, JsonNode config, LayerValue value) => (string)config["activation"]! switch
    {
        "linear" => value,
        "relu" => value with { Name = graph.Node("Relu", name, [value.Name]) },
        "softmax" => value with { Name = graph.Node("Softmax", name, [value.Name], GraphBuilder.Integer("axis", 1)) },
        var other => throw Unknown(name, "activation", other),
    };

    /// <summary>A layer with an activation is two nodes; the last one has its name.</summary>
    private static string Inner(string name, JsonNode config) => (string)config["activation"]! == "linear" ? name : $"{name}/linear";

    private string[] Biased(string name, JsonNode config, string input, string kernel) =>
        (bool)config["use_bias"]! ? [input, kernel, Vector($"{name}/bias")] : [input, kernel];

    private string Vector(string name)
    {
        var (values, shape) = weights[name];
        return graph.Weights(name, values, shape[0]);
    }

    private Onnx.AttributeProto[] Window(string name, JsonNode config, string size = "kernel_size")
    {
        if (config["dilation_rate"] is JsonArray dilation && dilation.Any(rate => (int)rate! != 1))
        {
            throw Unknown(name, "dilation_rate", dilation.ToJsonString());
        }

        var padding = (string)config["padding"]! switch
        {
            "same" => "SAME_UPPER",
            "valid" => "VALID",
            var other => throw Unknown(name, "padding", other),
        };
        return
        [
            GraphBuilder.Integers("kernel_shape", config[size]!.AsArray().Select(side => (long)side!)),
            GraphBuilder.Integers("strides", config["strides"]!.AsArray().Select(step => (long)step!)),
            GraphBuilder.Text("auto_pad", padding),
        ];
    }

    private RecipeFailedException Unknown(string layer, string what, string value) =>
        new(recipe.Path, $"Layer {layer} has {what} '{value}', which this converter does not know.");
}
