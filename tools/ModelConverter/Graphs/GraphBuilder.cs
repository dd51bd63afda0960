using Google.Protobuf;
using Onnx;

namespace ModelConverter.Graphs;

/// <summary>Puts an ONNX graph together, node by node; each answers the name of what it makes.</summary>
internal sealed class GraphBuilder(string name)
{
    private const long Opset = 17;
    private const long IrVersion = 8;

    private readonly GraphProto graph = new() { Name = name };

    /// <summary>An input of numbers; the first dimension is the batch, of any size.</summary>
    public string Input(string input, params long[] shape)
    {
        graph.Input.Add(Value(input, shape));
        return input;
    }

    public void Output(string output, params long[] shape) => graph.Output.Add(Value(output, shape));

    public string Weights(string weights, IReadOnlyList<float> values, params long[] shape)
    {
        var tensor = new TensorProto { Name = weights, DataType = (int)TensorProto.Types.DataType.Float };
        tensor.Dims.AddRange(shape);
        var bytes = new byte[values.Count * sizeof(float)];
        for (var index = 0; index < values.Count; index++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(index * sizeof(float)), values[index]);
        }

        tensor.RawData = ByteString.CopyFrom(bytes);
        graph.Initializer.Add(tensor);
        return weights;
    }

    public string Numbers(string numbers, params long[] values)
    {
        var tensor = new TensorProto { Name = numbers, DataType = (int)TensorProto.Types.DataType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        graph.Initializer.Add(tensor);
        return numbers;
    }

    /// <summary>One operation whose output has the node's name.</summary>
    public string Node(string operation, string node, IReadOnlyList<string> inputs, params AttributeProto[] attributes)
    {
        var made = new NodeProto { OpType = operation, Name = node };
        made.Input.AddRange(inputs);
        made.Output.Add(node);
        made.Attribute.AddRange(attributes);
        graph.Node.Add(made);
        return node;
    }

    public static AttributeProto Integer(string attribute, long value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Number(string attribute, float value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Float, F = value };

    public static AttributeProto Text(string attribute, string value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Integers(string attribute, params IEnumerable<long> values)
    {
        var made = new AttributeProto { Name = attribute, Type = AttributeProto.Types.AttributeType.Ints };
        made.Ints.AddRange(values);
        return made;
    }

    /// <summary>The file; the same graph is the same bytes on every machine.</summary>
    public byte[] ToBytes()
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "ModelConverter", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, long[] shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        dimensions.Dim.AddRange(shape.Select(side => new TensorShapeProto.Types.Dimension { DimValue = side }));
        var type = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dimensions };
        return new() { Name = name, Type = new TypeProto { TensorType = type } };
    }
}
