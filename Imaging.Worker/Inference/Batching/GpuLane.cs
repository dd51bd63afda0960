using Imaging.Worker.Inference.Sessions;

namespace Imaging.Worker.Inference.Batching;

/// <summary>A GPU runs many pictures about as fast as one: they are gathered.</summary>
internal sealed class GpuLane : IRunLane
{
    private readonly ModelDescription model;
    private readonly IModelSession session;
    private readonly InferenceMetrics metrics;
    private readonly BatchQueue<(Pixels Picture, long Asked), float[][], (int Width, int Height)> queue;

    public GpuLane(ModelDescription model, IModelSession session, InferenceOptions options, TimeProvider time, InferenceMetrics metrics)
    {
        (this.model, this.session, this.metrics) = (model, session, metrics);
        var limits = new BatchLimits(Math.Min(model.Batch, options.BatchMax), options.BatchDelayMax, options.BatchQueueMax);
        queue = new(Run, item => item.Picture.Size, limits, time);
    }

    public string Device => InferenceDevice.Cuda;

    public Task<float[][]> RunAsync(Pixels picture, CancellationToken cancellationToken) =>
        queue.RunAsync((picture, metrics.Now()), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync();
        session.Dispose();
    }

    private IReadOnlyList<float[][]> Run(IReadOnlyList<(Pixels Picture, long Asked)> batch)
    {
        foreach (var (_, asked) in batch)
        {
            metrics.Waited(model.Name, Device, asked);
        }

        var began = metrics.Now();
        var answers = session.Run([.. batch.Select(item => item.Picture)]);
        metrics.Ran(model.Name, Device, batch.Count, began);
        return answers;
    }
}
