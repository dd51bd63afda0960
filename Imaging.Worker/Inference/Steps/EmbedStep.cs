using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Inference.Steps;

/// <summary><c>embed</c>: a vector that is near those of pictures like it.</summary>
internal sealed class EmbedStep(Models models) : ModelStep<EmbedPreset>
{
    protected override IEnumerable<ModelPicture> PicturesFor(EmbedPreset preset) => [ModelPicture.Of(models.Get(preset.Model).Model)];

    protected override async Task RunAsync(EmbedPreset preset, ModelWork work, CancellationToken cancellationToken)
    {
        var model = models.Get(preset.Model);
        var picture = PictureFor(ModelPicture.Of(model.Model), work);
        var outputs = await work.TimeAsync($"{EmbedPreset.Verb} {preset.Model}", () => model.RunAsync(picture, cancellationToken));
        work.Answer("embedding", Embedding.From(model.Use, outputs[0]), model.Use);
    }
}
