namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>The child ended in the middle of an image: the image may be the cause, or whoever killed it.</summary>
internal sealed class EngineCrashedException(string message, bool isKilled, Exception cause) : Exception(message, cause)
{
    /// <summary>Somebody killed it, the kernel for want of memory or a person: no image does that to its decoder by what it holds.</summary>
    public bool IsKilled => isKilled;
}
