using Imaging.Worker.Inference.Faces;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Inference.Steps;

/// <summary><c>faces</c>: where faces are; what several models see of one face is one face.</summary>
internal sealed class FacesStep(Models models) : ModelStep<FacesPreset>
{
    private const int Digits = 5;

    protected override IEnumerable<ModelPicture> PicturesFor(FacesPreset preset) =>
        preset.Detectors.Select(detector => ModelPicture.Of(models.Get(detector).Model));

    protected override async Task RunAsync(FacesPreset preset, ModelWork work, CancellationToken cancellationToken)
    {
        var detectors = preset.Detectors.Select(models.Get).ToList();
        var boxes = await work.TimeAsync(FacesPreset.Verb, async () =>
        {
            var seen = new List<FaceBox>();
            foreach (var detector in detectors)
            {
                seen.AddRange(await DetectAsync(detector, preset.Threshold, work, cancellationToken));
            }

            return FaceMerge.Merge(seen, preset.FacesMax);
        });
        IReadOnlyList<FaceBox> faces = [.. boxes.Select(Rounded)];
        work.Found(faces);
        work.Answer("faces", new FacesFound([.. detectors.Select(detector => detector.Use)], preset.Threshold, faces), detectors.Select(detector => detector.Use));
    }

    private static async Task<IEnumerable<FaceBox>> DetectAsync(ModelRunner detector, double threshold, ModelWork work, CancellationToken cancellationToken)
    {
        var picture = ModelPicture.Of(detector.Model);
        var outputs = await detector.RunAsync(PictureFor(picture, work), cancellationToken);
        var place = Letterbox.Of(picture, work.Source.Width, work.Source.Height);
        return FaceDecoder.Decode(outputs, picture.Width, threshold).Select(place.ToPicture).Where(box => box.Area > 0);
    }

    private static FaceBox Rounded(FaceBox box) => new(
        Math.Round(box.X, Digits), Math.Round(box.Y, Digits), Math.Round(box.Width, Digits), Math.Round(box.Height, Digits), Math.Round(box.Score, Digits));
}
