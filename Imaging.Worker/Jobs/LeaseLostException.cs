namespace Imaging.Worker.Jobs;

/// <summary>Another claim came after the one that is worked on, or the image was cancelled: nothing may be written any more.</summary>
internal sealed class LeaseLostException() : Exception("The job belongs to another worker by now, or was cancelled.");
