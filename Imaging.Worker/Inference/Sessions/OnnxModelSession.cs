using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Imaging.Worker.Inference.Sessions;

/// <summary>A model's graphs, one after another. Runs may go beside each other.</summary>
internal sealed class OnnxModelSession : IModelSession
{
    private readonly List<InferenceSession> sessions = [];
    private readonly ModelDescription model;
    private readonly PictureTensor tensor;

    public OnnxModelSession(ModelDescription model, string folder, SessionOptions settings)
    {
        this.model = model;
        tensor = new(model.Input);
        try
        {
            foreach (var stage in model.Stages)
            {
                sessions.Add(new(Path.Combine(folder, stage.File), settings));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<float[][]> Run(IReadOnlyList<Pixels> pictures)
    {
        var (width, height) = pictures[0].Size;
        var each = PictureTensor.LengthOf(width, height);
        var numbers = ArrayPool<float>.Shared.Rent(each * pictures.Count);
        var made = new Stack<IDisposable>();
        try
        {
            for (var index = 0; index < pictures.Count; index++)
            {
                tensor.Write(pictures[index], numbers.AsSpan(index * each, each));
            }

            var input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, numbers.AsMemory(0, each * pictures.Count), tensor.ShapeOf(pictures.Count, width, height));
            made.Push(input);
            return Split(RunStages(input, made), pictures.Count);
        }
        finally
        {
            while (made.TryPop(out var value))
            {
                value.Dispose();
            }

            ArrayPool<float>.Shared.Return(numbers);
        }
    }

    public void Dispose() => sessions.ForEach(session => session.Dispose());

    private IReadOnlyList<OrtValue> RunStages(OrtValue input, Stack<IDisposable> made)
    {
        IReadOnlyList<OrtValue> current = [input];
        using var options = new RunOptions();
        foreach (var (session, stage) in sessions.Zip(model.Stages))
        {
            var outputs = session.Run(options, [stage.Input], [current[0]], [.. stage.Outputs]);
            made.Push(outputs);
            current = outputs;
        }

        return current;
    }

    /// <summary>The first dimension of every output is the batch, save where a graph made for one picture leaves it out.</summary>
    private float[][][] Split(IReadOnlyList<OrtValue> outputs, int count)
    {
        var answers = new float[count][][];
        for (var picture = 0; picture < count; picture++)
        {
            answers[picture] = [.. outputs.Select(output => Share(output.GetTensorDataAsSpan<float>(), picture, count))];
        }

        return answers;
    }

    private float[] Share(ReadOnlySpan<float> numbers, int picture, int count) => IsWhole(numbers.Length, count)
        ? numbers.Slice(picture * (numbers.Length / count), numbers.Length / count).ToArray()
        : throw new ModelBrokenException(
            $"Model {model.Name} answers {numbers.Length} numbers for {count} pictures; its output is {model.Output.Kind} of {model.Output.Length}.");

    private bool IsWhole(int numbers, int count) => model.Output.Kind switch
    {
        ModelOutput.Embedding or ModelOutput.Classes => numbers == count * model.Output.Length,
        // Scores and boxes are outputs of different lengths; the decoder knows them.
        ModelOutput.Faces => numbers % count == 0,
        _ => numbers % (count * model.Output.Length) == 0,
    };
}
