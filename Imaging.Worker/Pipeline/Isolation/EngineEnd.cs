namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>Why a child is no more.</summary>
internal enum EngineEnd
{
    /// <summary>It had done as many images as one may; nothing was wrong.</summary>
    Worn,

    /// <summary>Its image took more time than it may, on the clock or on the processor.</summary>
    Time,

    /// <summary>Its image took more memory than it may.</summary>
    Memory,

    /// <summary>It ended without a word, most likely by its image.</summary>
    Crash,

    /// <summary>The kernel or somebody else killed it (SIGKILL).</summary>
    Killed,

    /// <summary>Nobody waits for its image any more: the lease is lost, or the process stops.</summary>
    Stopped,

    /// <summary>The models, whose answer it waited for, failed.</summary>
    Models,
}
