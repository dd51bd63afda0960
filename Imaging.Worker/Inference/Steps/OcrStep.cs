using Imaging.Worker.Inference.Text;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Inference.Steps;

/// <summary><c>ocr</c>: the lines of text and where they stand.</summary>
internal sealed class OcrStep(Models models) : ModelStep<OcrPreset>
{
    protected override IEnumerable<ModelPicture> PicturesFor(OcrPreset preset) => [Small(preset), Page(preset)];

    protected override async Task RunAsync(OcrPreset preset, ModelWork work, CancellationToken cancellationToken)
    {
        var (detector, reader) = (models.Get(preset.Detector), models.Get(preset.Reader));
        var pages = new PageReader(detector, reader);
        var found = await work.TimeAsync(OcrPreset.Verb, () =>
            pages.ReadAsync(PictureFor(Small(preset), work), PictureFor(Page(preset), work), preset.LinesMax, cancellationToken));
        work.Answer("text", found, found.Models);
    }

    private ModelPicture Small(OcrPreset preset) => ModelPicture.Of(models.Get(preset.Detector).Model);

    /// <summary>The reader's own picture is a line; the engine hands over the page that lines are cut from.</summary>
    private static ModelPicture Page(OcrPreset preset) =>
        new(preset.Reader, PageReader.PageSide, PageReader.PageSide, ModelInput.Within);
}
