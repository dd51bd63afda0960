using System.Text.Json;
using Imaging.Worker.Inference;
using Imaging.Worker.Inference.Faces;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Engine;
using Microsoft.Extensions.DependencyInjection;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>The shipped preset with real models: a face at the edge of a wide picture is in the middle of each avatar.</summary>
public sealed class AvatarTests : IDisposable
{
    private readonly Workbench bench = new();
    private readonly ServiceProvider services = Workbench.Services(("Imaging:Engine:ProcessesMax", "1"));

    public void Dispose()
    {
        services.Dispose();
        bench.Dispose();
    }

    [Fact]
    public async Task An_avatar_is_cut_around_the_face_that_the_models_found()
    {
        await services.GetRequiredService<Models>().LoadAsync();
        using var wide = Wide();

        var result = await services.GetRequiredService<ImagePipeline>().RunAsync(
            bench.Input(wide.Encoded(new PngEncoder()), "image/png", "avatar"), CancellationToken.None);

        var face = Assert.Single(result.Results["faces"].Deserialize<FacesFound>(JsonSerializerOptions.Web)!.Faces);
        Assert.InRange(face.X, 0.8, 0.9);
        var window = Window.Around(
            [new(face.X, face.Y, face.Width, face.Height, face.Score)], wide.Width, wide.Height, 48, 48, zoom: true);
        using var expected = wide.Clone(change => change.Crop(new(window.Left, window.Top, window.Width, window.Height)).Resize(48, 48));
        using var avatar = Image.Load<Rgb24>(result.Variants.Single(variant => variant.Name == "s48.png").FilePath);
        Assert.InRange(Similarity.Of(expected, avatar), 0.9, 1);
        // In the order in which they ran: the models between their pictures and the cuts.
        var order = result.Timings.Select(timing => timing.Step).ToList();
        Assert.True(order.IndexOf("faces") > order.IndexOf("picture for blazeface-near") && order.IndexOf("faces") < order.IndexOf("resize s512"), string.Join(", ", order));
    }

    /// <summary>A portrait at the right end of a plain wall, four times as wide.</summary>
    private static Image<Rgb24> Wide()
    {
        using var portrait = Image.Load<Rgb24>(Path.Combine(AppContext.BaseDirectory, "Inference", "Golden", "astronaut.jpg"));
        var wide = Pictures.Plain(4 * portrait.Width, portrait.Height, new(120, 120, 120));
        wide.Mutate(change => change.DrawImage(portrait, new Point(3 * portrait.Width, 0), opacity: 1));
        return wide;
    }
}
