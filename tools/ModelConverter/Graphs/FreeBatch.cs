using Google.Protobuf;
using Onnx;

namespace ModelConverter.Graphs;

/// <summary>Lets a graph whose file fixes the batch at 1 take any number of pictures; no weight changes.</summary>
internal static class FreeBatch
{
    private const string Name = "N";

    public static byte[] Apply(byte[] onnx)
    {
        var model = ModelProto.Parser.ParseFrom(onnx);
        model.Graph.SetDim(dimIndex: 0, DimParamOrValue.New(Name));
        return model.ToByteArray();
    }
}
