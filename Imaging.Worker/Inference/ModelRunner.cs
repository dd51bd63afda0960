using Microsoft.ML.OnnxRuntime;

namespace Imaging.Worker.Inference;

/// <summary>One loaded model. Runs may go beside each other.</summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly List<InferenceSession> sessions = [];

    public ModelRunner(ModelDescription model, string folder, SessionFactory factory, string device)
    {
        Model = model;
        Device = device;
        try
        {
            foreach (var stage in model.Stages)
            {
                sessions.Add(factory.Open(Path.Combine(folder, stage.File), device));
            }

            // The first run plans memory and, on a GPU, compiles kernels: not at the cost of the first image.
            Run(new byte[3 * model.Input.Width * model.Input.Height]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ModelDescription Model { get; }

    public string Device { get; }

    /// <summary>The model's numbers for one picture.</summary>
    /// <param name="rgb">Three bytes per pixel, row by row, of the model's own size.</param>
    public float[] Run(ReadOnlySpan<byte> rgb)
    {
        var input = PictureTensor.From(rgb, Model.Input);
        OrtValue current = OrtValue.CreateTensorValueFromMemory(input, PictureTensor.ShapeOf(Model.Input));
        try
        {
            foreach (var (session, stage) in sessions.Zip(Model.Stages))
            {
                using var options = new RunOptions();
                using var outputs = session.Run(options, [stage.Input], [current], [stage.Output]);
                var next = outputs[0];
                var kept = OrtValue.CreateTensorValueFromMemory(next.GetTensorDataAsSpan<float>().ToArray(), next.GetTensorTypeAndShape().Shape);
                current.Dispose();
                current = kept;
            }

            var numbers = current.GetTensorDataAsSpan<float>();
            return numbers.Length == Model.Output.Length
                ? numbers.ToArray()
                : throw new ModelBrokenException($"Model {Model.Name} answers {numbers.Length} numbers; allowed: {Model.Output.Length}.");
        }
        finally
        {
            current.Dispose();
        }
    }

    public void Dispose() => sessions.ForEach(session => session.Dispose());
}
