using Imaging.Worker.Inference;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Tests.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;
using Support.Servers;

namespace Imaging.Worker.Tests.Inference;

public sealed class ModelTests : IDisposable
{
    private readonly Workbench bench = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
        bench.Dispose();
    }

    [Fact]
    public void A_photo_is_near_its_mirror_and_far_from_another_picture()
    {
        using var services = Workbench.Services(("Imaging:Inference:Device", "cpu"));
        var models = services.GetRequiredService<Models>();
        models.Load();
        var runner = models.Get("resnet18");
        Assert.Equal(new("cpu", "Imaging:Inference:Device says so."), models.Device);

        var photo = Embed(runner, Pictures.Photo(640, 480, seed: 3));
        var mirror = Embed(runner, Pictures.Photo(640, 480, seed: 3, mirrored: true));
        var board = Embed(runner, Pictures.Board(640, 480, seed: 4));

        Assert.All([photo, mirror, board], vector => Assert.Equal(1, Cosine(vector, vector), precision: 4));
        Assert.InRange(Cosine(photo, mirror), 0.9, 1);
        Assert.InRange(Cosine(photo, board), -1, 0.75);
    }

    [Fact]
    public void The_weights_of_the_build_are_those_that_the_description_names()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "Models", "resnet18");

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
        byte[] rgb = [10, 20, 30, 40, 50, 60];
        var planar = new ModelInput(2, 1, "rgb", "nchw", [0, 0, 0], [1, 1, 1]);
        var interleaved = new ModelInput(2, 1, "bgr", "nhwc", [10, 10, 10], [2, 2, 2]);

        Assert.Equal([10, 40, 20, 50, 30, 60], PictureTensor.From(rgb, planar));
        Assert.Equal([10, 5, 0, 25, 20, 15], PictureTensor.From(rgb, interleaved));
    }

    private ModelDescription Copy(byte[] weights)
    {
        var model = ModelFolder.Read(Path.Combine(AppContext.BaseDirectory, "Models", "resnet18"));
        foreach (var stage in model.Stages)
        {
            File.WriteAllBytes(Path.Combine(folder.Path, stage.File), weights);
        }

        return model;
    }

    private IReadOnlyList<float> Embed(ModelRunner runner, Image<Rgb24> picture)
    {
        using (picture)
        {
            var job = bench.Job(picture.Encoded(new JpegEncoder { Quality = 90 }), "image/jpeg", new(), []) with
            {
                ModelPictures = [new ModelPicture("resnet18", 224, 224)],
            };
            var report = PixelEngine.Run(job, progress: null);
            return Embedding.From(runner, report.ModelPixels["resnet18"]).Vector;
        }
    }

    private static double Cosine(IReadOnlyList<float> a, IReadOnlyList<float> b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
