using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Inference.Steps;

/// <summary>The question that one type of preset step asks.</summary>
internal abstract class ModelStep<TPreset> : IModelStep
    where TPreset : PresetStep
{
    public IEnumerable<ModelPicture> PicturesFor(PresetStep step) => step is TPreset preset ? PicturesFor(preset) : [];

    public Task RunAsync(PresetStep step, ModelWork work, CancellationToken cancellationToken) =>
        step is TPreset preset ? RunAsync(preset, work, cancellationToken) : Task.CompletedTask;

    protected abstract IEnumerable<ModelPicture> PicturesFor(TPreset preset);

    protected abstract Task RunAsync(TPreset preset, ModelWork work, CancellationToken cancellationToken);

    /// <summary>The model's picture as the engine makes it for this source.</summary>
    protected static Pixels PictureFor(ModelPicture picture, ModelWork work) =>
        work.Picture(picture.Model, picture.SizeFor(work.Source.Width, work.Source.Height));
}
