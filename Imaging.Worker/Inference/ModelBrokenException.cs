using Microsoft.Extensions.Options;

namespace Imaging.Worker.Inference;

/// <summary>
/// A model folder that cannot be used: the message names the file, what was seen and what is allowed. It counts as a wrong
/// setting, so that it stops the start with that one line.
/// </summary>
internal sealed class ModelBrokenException(string message)
    : OptionsValidationException("Imaging:Inference:ModelsPath", typeof(InferenceOptions), [message]);
