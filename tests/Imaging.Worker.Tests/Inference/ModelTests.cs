using Imaging.Worker.Inference;
using Imaging.Worker.Inference.Sessions;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Tests.Inference.Golden;
using Imaging.Worker.Tests.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;
using Support.Servers;

namespace Imaging.Worker.Tests.Inference;

public sealed class ModelTests(LoadedModels loaded) : IClassFixture<LoadedModels>, IDisposable
{
    private readonly Workbench bench = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
        bench.Dispose();
    }

    [Fact]
    public async Task A_photo_is_near_its_mirror_and_far_from_another_picture()
    {
        var runner = loaded.Models.Get("resnet18");
        Assert.Equal(new("cpu", "Imaging:Inference:Device says so."), loaded.Models.Device);

        var photo = await EmbedAsync(runner, Pictures.Photo(640, 480, seed: 3));
        var mirror = await EmbedAsync(runner, Pictures.Photo(640, 480, seed: 3, mirrored: true));
        var board = await EmbedAsync(runner, Pictures.Board(640, 480, seed: 4));

        Assert.All([photo, mirror, board], vector => Assert.Equal(1, Cosine(vector, vector), precision: 4));
        Assert.InRange(Cosine(photo, mirror), 0.9, 1);
        Assert.InRange(Cosine(photo, board), -1, 0.75);
    }

    [Fact]
    public void Cuda_where_it_does_not_load_stops_the_start_in_one_line_if_it_is_demanded()
    {
        var chosen = Sessions("auto").ChooseDevice();
        Assert.SkipWhen(chosen.Name == InferenceDevice.Cuda, "This machine has CUDA.");

        var refusal = Assert.Throws<OptionsValidationException>(() => Sessions("cuda").ChooseDevice());

        var line = Assert.Single(refusal.Failures);
        Assert.StartsWith("Imaging:Inference:Device is 'cuda', which does not load (", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("nsfw")]
    [InlineData("blazeface-near")]
    [InlineData("blazeface-far")]
    [InlineData("ppocr-detect")]
    [InlineData("ppocr-read")]
    public void The_weights_of_the_build_are_those_that_the_description_names(string model)
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "Models", model);

        ModelFolder.Verify(shipped, ModelFolder.Read(shipped));
    }

    [Fact]
    public void Other_weights_are_refused_by_name_and_hash()
    {
        var model = Copy(weights: [1, 2, 3]);

        var broken = Assert.Throws<ModelBrokenException>(() => ModelFolder.Verify(folder.Path, model));

        var path = Path.Combine(folder.Path, "ResNetPreprocess.onnx");
        Assert.Equal(
            $"Model file {path} has SHA-256 039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81; allowed: {model.Stages[0].Sha256}.",
            broken.Message);
    }

    [Fact]
    public void A_description_with_an_unknown_layout_is_refused()
    {
        var target = Directory.CreateDirectory(Path.Combine(folder.Path, "resnet18")).FullName;
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Models", "resnet18", ModelFolder.DescriptionFile));
        File.WriteAllText(Path.Combine(target, ModelFolder.DescriptionFile), text.Replace("nchw", "chwn", StringComparison.Ordinal));

        var broken = Assert.Throws<ModelBrokenException>(() => ModelFolder.Read(target));

        Assert.EndsWith("input.layout is 'chwn'; allowed: nchw, nhwc.", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pixels_take_the_order_and_scale_of_the_model()
    {
        var picture = new Pixels([10, 20, 30, 40, 50, 60], 2, 1);
        var planar = new ModelInput(2, 1, "rgb", "nchw", [0, 0, 0], [1, 1, 1]);
        var interleaved = new ModelInput(2, 1, "bgr", "nhwc", [10, 10, 10], [2, 2, 2]);

        Assert.Equal([10, 40, 20, 50, 30, 60], Written(picture, planar));
        Assert.Equal([10, 5, 0, 25, 20, 15], Written(picture, interleaved));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("nsfw")]
    [InlineData("ppocr-read")]
    public void A_batch_of_four_answers_what_four_single_runs_do(string name)
    {
        using var services = Workbench.Services(("Imaging:Inference:Device", "cpu"));
        var catalog = services.GetRequiredService<ModelCatalog>();
        var model = catalog.Find(name)!;
        using var session = services.GetRequiredService<IModelSessions>().Open(model, catalog.FolderOf(model), "cpu");
        Pixels[] pictures = [.. Enumerable.Range(1, 4).Select(seed => Cut(GoldenPicture.Of(seed, 320), model.Input))];

        var together = session.Run(pictures);
        var alone = pictures.Select(picture => session.Run([picture])[0]);

        Assert.All(together.Zip(alone), pair => Assert.InRange(GoldenFile.LargestDifference(pair.First[0], pair.Second[0]), 0, 1e-5));
    }

    private static float[] Written(Pixels picture, ModelInput input)
    {
        var numbers = new float[picture.Rgb.Length];
        new PictureTensor(input).Write(picture, numbers);
        return numbers;
    }

    private static Pixels Cut(Pixels picture, ModelInput input) => new(
        [.. Enumerable.Range(0, input.Height).SelectMany(row => picture.Rgb.Skip(3 * row * picture.Width).Take(3 * input.Width))], input.Width, input.Height);

    private static OnnxSessions Sessions(string device) => new(Options.Create(new InferenceOptions { Device = device }));

    private ModelDescription Copy(byte[] weights)
    {
        var model = ModelFolder.Read(Path.Combine(AppContext.BaseDirectory, "Models", "resnet18"));
        foreach (var stage in model.Stages)
        {
            File.WriteAllBytes(Path.Combine(folder.Path, stage.File), weights);
        }

        return model;
    }

    private async Task<IReadOnlyList<float>> EmbedAsync(ModelRunner runner, Image<Rgb24> picture)
    {
        using (picture)
        {
            var job = bench.Job(picture.Encoded(new JpegEncoder { Quality = 90 }), "image/jpeg", new(), []) with
            {
                ModelPictures = [new ModelPicture("resnet18", 224, 224)],
            };
            var report = PixelEngine.Run(job, progress: null);
            var outputs = await runner.RunAsync(new(report.ModelPixels["resnet18"], 224, 224), TestContext.Current.CancellationToken);
            return Embedding.From(runner.Use, outputs[0]).Vector;
        }
    }

    private static double Cosine(IReadOnlyList<float> a, IReadOnlyList<float> b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
