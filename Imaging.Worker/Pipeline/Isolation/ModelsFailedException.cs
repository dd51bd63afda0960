namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>The models failed while a child waited for them: neither the image nor the child is at fault.</summary>
internal sealed class ModelsFailedException(Exception cause) : Exception($"The models failed: {cause.Message}", cause);
