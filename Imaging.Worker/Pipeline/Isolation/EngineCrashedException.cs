namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>The child ended in the middle of an image: the image may be the cause, or whoever killed it.</summary>
internal sealed class EngineCrashedException(string message, Exception cause) : Exception(message, cause);
