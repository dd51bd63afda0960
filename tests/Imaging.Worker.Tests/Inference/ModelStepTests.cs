using System.Text.Json;
using Imaging.Worker.Inference;
using Imaging.Worker.Inference.Faces;
using Imaging.Worker.Inference.Moderation;
using Imaging.Worker.Inference.Steps;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using Imaging.Worker.Tests.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Imaging.Worker.Tests.Inference;

/// <summary>Steps of presets that ask models, over pictures that the engine makes.</summary>
public sealed class ModelStepTests(LoadedModels loaded) : IClassFixture<LoadedModels>, IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_face_is_found_where_it_is_by_both_models_together()
    {
        var answers = await AskAsync(Astronaut(), "image/jpeg", new FacesPreset(["blazeface-far", "blazeface-near"], 0.5, 64));

        var found = Answer<FacesFound>(answers, "faces");
        var face = Assert.Single(found.Faces);
        Assert.InRange(face.Score, 0.8, 1);
        Near(new(0.345, 0.155, 0.19, 0.19, 0), face);
        Assert.Equal(found.Faces, answers.Faces);
        Assert.Equal(["blazeface-far", "blazeface-near"], found.Models.Select(use => use.Model));
    }

    [Fact]
    public async Task A_face_in_a_wide_picture_is_found_at_its_place_in_it()
    {
        var answers = await AskAsync(Beside(Astronaut()), "image/png", new FacesPreset(["blazeface-far"], 0.5, 64));

        // The portrait is the right half, so that shares across are half as large.
        Near(new(0.5 + (0.345 / 2), 0.155, 0.095, 0.19, 0), Assert.Single(answers.Faces));
    }

    [Fact]
    public async Task A_landscape_has_no_face()
    {
        using var photo = Pictures.Photo(640, 480);

        var answers = await AskAsync(photo.Encoded(new SixLabors.ImageSharp.Formats.Jpeg.JpegEncoder()), "image/jpeg", new FacesPreset(["blazeface-far", "blazeface-near"], 0.5, 64));

        Assert.Empty(answers.Faces);
    }

    [Fact]
    public async Task Moderation_says_its_verdict_by_the_presets_threshold_and_fails_nothing()
    {
        // A portrait is neutral: what is looked for decides.
        var harmless = await AskAsync(Astronaut(), "image/jpeg", new ModeratePreset("nsfw", 0.7, ["Hentai", "Porn"]));
        var strict = await AskAsync(Astronaut(), "image/jpeg", new ModeratePreset("nsfw", 0.7, ["Neutral", "Drawing", "Sexy", "Porn"]));

        var (allowed, flagged) = (Answer<ModerationVerdict>(harmless, "moderation"), Answer<ModerationVerdict>(strict, "moderation"));
        Assert.Equal((ModerationVerdict.Allowed, ModerationVerdict.Flagged), (allowed.Verdict, flagged.Verdict));
        Assert.InRange(allowed.Score, 0, 0.3);
        Assert.Equal(1, allowed.Scores.Values.Sum(), 1e-4);
        Assert.Equal(("nsfw", "4.3.0", "cpu", 0.7), (allowed.Model, allowed.Version, allowed.Device, allowed.Threshold));
    }

    [Fact]
    public async Task A_preset_asks_all_its_models_and_the_result_says_which()
    {
        var steps = loaded.Services.GetRequiredService<PresetCatalog>().Get("all").Steps;

        var answers = await AskAsync(Astronaut(), "image/jpeg", [.. steps]);

        Assert.Equal(["embedding", "faces", "models", "moderation", "text"], answers.Results.Keys.Order());
        Assert.Equal(
            ["nsfw 4.3.0 cpu", "blazeface-far 1.2.0 cpu", "blazeface-near 1.2.0 cpu", "ppocr-detect 1.4.2 cpu", "ppocr-read 1.4.2 cpu", "resnet18 0.23.1 cpu"],
            Answer<ModelUse[]>(answers, "models").Select(use => $"{use.Model} {use.Version} {use.Device}"));
        Assert.Equal(["moderate nsfw", "faces", "ocr", "embed resnet18"], answers.Timings.Select(timing => timing.Step));
    }

    [Theory]
    [InlineData(4_000, 3_000, 960, 704)]
    [InlineData(300, 40, 288, 32)]
    [InlineData(10, 2_000, 32, 960)]
    public void A_picture_of_any_size_is_whole_of_its_own_shape_and_a_multiple_of_32(int width, int height, int expectedWidth, int expectedHeight)
    {
        var picture = new ModelPicture("m", 960, 960, ModelInput.Within, 32);

        Assert.Equal((expectedWidth, expectedHeight), picture.SizeFor(width, height));
    }

    [Fact]
    public void A_letterbox_holds_all_of_the_picture_at_its_middle()
    {
        var (left, top, placement) = new ModelPicture("m", 128, 128, ModelInput.Letterbox).PlaceFor(400, 200);

        Assert.Equal((0, 32, new Placement(128, 64, 128, 64)), (left, top, placement));
    }

    private async Task<ModelAnswers> AskAsync(byte[] bytes, string contentType, params PresetStep[] steps)
    {
        var asking = loaded.Services.GetRequiredService<ModelSteps>();
        var report = PixelEngine.Run(bench.Job(bytes, contentType, new(), steps) with { ModelPictures = asking.PicturesFor(steps) }, progress: null);
        return await asking.RunAsync(steps, report.Source, report.ModelPixels, progress: null, TestContext.Current.CancellationToken);
    }

    private static T Answer<T>(ModelAnswers answers, string kind) => answers.Results[kind].Deserialize<T>(JsonSerializerOptions.Web)!;

    private static byte[] Astronaut() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Inference", "Golden", "astronaut.jpg"));

    /// <summary>The picture with as much grey to its left.</summary>
    private static byte[] Beside(byte[] jpeg)
    {
        using var picture = NetVips.Image.JpegloadBuffer(jpeg);
        using var wide = picture.Embed(picture.Width, 0, 2 * picture.Width, picture.Height, extend: NetVips.Enums.Extend.Background, background: [128, 128, 128]);
        return wide.PngsaveBuffer();
    }

    private static void Near(FaceBox expected, FaceBox seen)
    {
        Assert.Equal(expected.X, seen.X, 0.04);
        Assert.Equal(expected.Y, seen.Y, 0.04);
        Assert.Equal(expected.Width, seen.Width, 0.04);
        Assert.Equal(expected.Height, seen.Height, 0.04);
    }
}
