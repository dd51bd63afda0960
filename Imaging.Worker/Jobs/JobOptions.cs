namespace Imaging.Worker.Jobs;

/// <summary>How jobs are taken, kept, retried and given up (<c>Imaging:Jobs</c>).</summary>
internal sealed class JobOptions
{
    /// <summary>Time that a worker owns a job without a sign of life; renewed at a third of it. Default: 60 seconds.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Times that a job may be begun. Default: 5.</summary>
    public int AttemptsMax { get; set; } = 5;

    /// <summary>Pause after the first failure; it doubles with each further one. Default: 2 seconds.</summary>
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest pause between attempts. Default: 2 minutes.</summary>
    public TimeSpan BackoffMax { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest pause between two looks at an empty queue. Default: 1 second.</summary>
    public TimeSpan PollMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause between two sweeps. Default: 15 seconds.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Time after which a queued job whose message nobody has seen is sent again. Default: 60 seconds.</summary>
    public TimeSpan ResendAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Time after which a worker that has lost its job, or slept, adds no blobs of it any more; what it added is then swept away. Default: 1 hour.
    /// </summary>
    public TimeSpan LateAfter { get; set; } = TimeSpan.FromHours(1);
}
