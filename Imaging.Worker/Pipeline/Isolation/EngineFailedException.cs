namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>The child could not do its work, such as for want of disk; it lives, and another try may succeed.</summary>
internal sealed class EngineFailedException(string message) : Exception(message);
