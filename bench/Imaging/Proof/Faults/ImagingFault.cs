using System.Globalization;

namespace Bench.Imaging.Proof.Faults;

/// <summary>Something that is broken for a while.</summary>
/// <param name="After">Pause before it, since the fault before it began.</param>
/// <param name="Lasts">How long; a worker that is killed is started again then.</param>
/// <param name="Kind">What.</param>
/// <param name="Worker">Number of the worker, from 0.</param>
internal sealed record ImagingFault(TimeSpan After, TimeSpan Lasts, ImagingFaultKind Kind, int Worker)
{
    /// <summary>As it is printed.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"worker {Worker + 1} ") + Kind switch
    {
        ImagingFaultKind.WorkerKilled => "killed",
        ImagingFaultKind.EngineKilled => "loses an image engine",
        ImagingFaultKind.WorkerPaused => "paused",
        ImagingFaultKind.BlobsCut => "and blobs: cut",
        ImagingFaultKind.BlobAnswersLost => "and blobs: answers lost",
        ImagingFaultKind.BlobsSilent => "and blobs: half-open",
        ImagingFaultKind.QueuesCut => "and queues: cut",
        ImagingFaultKind.QueueAnswersLost => "and queues: answers lost",
        ImagingFaultKind.DatabaseCut => "and PostgreSQL: cut",
        ImagingFaultKind.DatabaseAnswersLost => "and PostgreSQL: answers lost",
        _ => "and Redis: cut",
    };

    /// <summary>What <c>--kills</c> counts.</summary>
    public bool IsKill => Kind is ImagingFaultKind.WorkerKilled or ImagingFaultKind.EngineKilled;
}

/// <summary>
/// Killed is SIGKILL; paused is SIGSTOP beyond lease and visibility, and later SIGCONT; links are cut with a reset, lose what the
/// server answers to what it has done, or go half-open.
/// </summary>
internal enum ImagingFaultKind
{
    WorkerKilled,
    EngineKilled,
    WorkerPaused,
    BlobsCut,
    BlobAnswersLost,
    BlobsSilent,
    QueuesCut,
    QueueAnswersLost,
    DatabaseCut,
    DatabaseAnswersLost,
    RedisCut,
}
