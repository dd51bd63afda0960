using Imaging.Worker.Inference.Moderation;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Inference.Steps;

/// <summary><c>moderate</c>: a verdict by the preset's threshold. What follows from it is the client's to decide.</summary>
internal sealed class ModerateStep(Models models) : ModelStep<ModeratePreset>
{
    protected override IEnumerable<ModelPicture> PicturesFor(ModeratePreset preset) => [ModelPicture.Of(models.Get(preset.Model).Model)];

    protected override async Task RunAsync(ModeratePreset preset, ModelWork work, CancellationToken cancellationToken)
    {
        var model = models.Get(preset.Model);
        var picture = PictureFor(ModelPicture.Of(model.Model), work);
        var outputs = await work.TimeAsync($"{ModeratePreset.Verb} {preset.Model}", () => model.RunAsync(picture, cancellationToken));
        work.Answer("moderation", ModerationVerdict.From(model.Use, model.Labels, outputs[0], preset.Flag, preset.Threshold), model.Use);
    }
}
