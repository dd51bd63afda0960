namespace Bench.Imaging;

/// <summary>The moments of one image, all by the database's clock.</summary>
/// <param name="QueuedAt">It was completed.</param>
/// <param name="StartedAt">A worker began, for the last time.</param>
/// <param name="FinishedAt">Its manifest stood.</param>
/// <param name="Succeeded">Whether it became what was asked for.</param>
/// <param name="Attempts">Times that a worker began.</param>
/// <param name="PipelineSeconds">Time of all steps of the pipeline, without download and publishing.</param>
internal sealed record ImageTimes(
    DateTime QueuedAt, DateTime StartedAt, DateTime FinishedAt, bool Succeeded, int Attempts, double PipelineSeconds)
{
    /// <summary>Time that a worker had it, s.</summary>
    public double ServiceSeconds => (FinishedAt - StartedAt).TotalSeconds;

    /// <summary>Time in the queue, s.</summary>
    public double WaitSeconds => (StartedAt - QueuedAt).TotalSeconds;

    /// <summary>From the queue to the manifest, s.</summary>
    public double TotalSeconds => (FinishedAt - QueuedAt).TotalSeconds;

    /// <summary>Time that a worker had it between two moments, s.</summary>
    public double ServiceSecondsWithin(DateTime from, DateTime to)
    {
        var begin = StartedAt > from ? StartedAt : from;
        var end = FinishedAt < to ? FinishedAt : to;
        return Math.Max(0, (end - begin).TotalSeconds);
    }
}
