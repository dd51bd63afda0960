namespace Imaging.Worker.Inference;

/// <summary>A model folder that cannot be used: the message names the file, what was seen and what is allowed.</summary>
internal sealed class ModelBrokenException(string message) : Exception(message);
