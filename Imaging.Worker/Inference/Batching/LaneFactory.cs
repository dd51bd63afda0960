using Imaging.Worker.Inference.Sessions;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Inference.Batching;

/// <summary>Opens models on devices, each in the way that suits the device.</summary>
internal sealed class LaneFactory(
    IModelSessions sessions, ModelCatalog catalog, IOptions<InferenceOptions> options, TimeProvider time, InferenceMetrics metrics) : IDisposable
{
    private readonly SemaphoreSlim cores = new(Environment.ProcessorCount);

    public IRunLane Open(ModelDescription model, string device)
    {
        var session = sessions.Open(model, catalog.FolderOf(model), device);
        return device == InferenceDevice.Cuda
            ? new GpuLane(model, session, options.Value, time, metrics)
            : new CpuLane(model, session, cores, metrics);
    }

    public void Dispose() => cores.Dispose();
}
