using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Inference.Steps;

/// <summary>One kind of question to models.</summary>
internal interface IModelStep
{
    /// <summary>The pictures that the step's models want; none where the step is of another kind.</summary>
    IEnumerable<ModelPicture> PicturesFor(PresetStep step);

    /// <summary>Asks the models; does nothing where the step is of another kind.</summary>
    Task RunAsync(PresetStep step, ModelWork work, CancellationToken cancellationToken);
}
