using Imaging.Worker.Inference.Batching;
using Imaging.Worker.Inference.Sessions;

namespace Imaging.Worker.Inference;

/// <summary>
/// One loaded model. Runs may go beside each other. Where CUDA fails a picture that the CPU can run, CUDA is at fault (its memory is
/// full, the GPU is gone): the model then stays on the CPU.
/// </summary>
internal sealed partial class ModelRunner : IAsyncDisposable
{
    private readonly LaneFactory lanes;
    private readonly InferenceMetrics metrics;
    private readonly ILogger logger;
    private readonly SemaphoreSlim exclusive = new(1);
    private volatile IRunLane lane;
    private IRunLane? spare;

    private ModelRunner(ModelDescription model, string folder, IRunLane lane, LaneFactory lanes, InferenceMetrics metrics, ILogger logger)
    {
        (Model, this.lane, this.lanes, this.metrics, this.logger) = (model, lane, lanes, metrics, logger);
        Labels = ModelFolder.ReadLabels(folder, model);
    }

    public ModelDescription Model { get; }

    /// <summary>Names of the model's numbers.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary><c>cuda</c> or <c>cpu</c>, as it is now.</summary>
    public string Device => lane.Device;

    /// <summary>Why it is not on the device that was chosen; null where it is.</summary>
    public string? LeftBecause { get; private set; }

    /// <summary>As it stands in manifests.</summary>
    public ModelUse Use => new(Model.Name, Model.Version, Device);

    /// <summary>Loads the model and runs it once.</summary>
    public static async Task<ModelRunner> LoadAsync(
        ModelDescription model, string folder, string device, LaneFactory lanes, InferenceMetrics metrics, ILogger logger)
    {
        var lane = lanes.Open(model, device);
        try
        {
            // The first run plans memory and, on a GPU, compiles kernels: not at the cost of the first image.
            await lane.RunAsync(Pixels.Black(model.Input.Width, model.Input.Height), CancellationToken.None);
            return new(model, folder, lane, lanes, metrics, logger);
        }
        catch
        {
            await lane.DisposeAsync();
            throw;
        }
    }

    /// <summary>The numbers of each output for one picture of the model's size.</summary>
    public async Task<float[][]> RunAsync(Pixels picture, CancellationToken cancellationToken)
    {
        var used = lane;
        try
        {
            return await used.RunAsync(picture, cancellationToken);
        }
        catch (Exception exception) when (used.Device == InferenceDevice.Cuda && (DeviceTrouble.Is(exception) || exception is ObjectDisposedException))
        {
            return await RunOnCpuAsync(picture, exception, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await lane.DisposeAsync();
        if (spare is { } unused)
        {
            await unused.DisposeAsync();
        }

        exclusive.Dispose();
    }

    private async Task<float[][]> RunOnCpuAsync(Pixels picture, Exception trouble, CancellationToken cancellationToken)
    {
        await exclusive.WaitAsync(cancellationToken);
        try
        {
            if (lane.Device == InferenceDevice.Cuda)
            {
                return await DecideAsync(picture, trouble, cancellationToken);
            }
        }
        finally
        {
            exclusive.Release();
        }

        return await lane.RunAsync(picture, cancellationToken);
    }

    /// <summary>A picture that fails on the CPU too is itself at fault, and the model stays where it is.</summary>
    private async Task<float[][]> DecideAsync(Pixels picture, Exception trouble, CancellationToken cancellationToken)
    {
        spare ??= lanes.Open(Model, InferenceDevice.Cpu);
        var answer = await spare.RunAsync(picture, cancellationToken);

        var left = lane;
        LeftBecause = DeviceTrouble.ReasonOf(trouble);
        (lane, spare) = (spare, null);
        metrics.FellBack(Model.Name);
        Log.FellBack(logger, Model.Name, LeftBecause);
        // Whoever still waits there is sent here by the exception that this causes, or by CUDA's own.
        await left.DisposeAsync();
        return answer;
    }
}
