namespace Imaging.Worker.Jobs;

/// <summary>How an attempt ended.</summary>
internal enum JobOutcome
{
    /// <summary>The manifest stands.</summary>
    Succeeded,

    /// <summary>The image is refused for good.</summary>
    Rejected,

    /// <summary>A failure that may pass; the job waits for its next attempt.</summary>
    Retried,

    /// <summary>The last allowed attempt failed.</summary>
    GivenUp,

    /// <summary>This worker stops; the job is back in the queue.</summary>
    HandedBack,

    /// <summary>The job belongs to another worker by now, or was cancelled.</summary>
    Lost,
}
