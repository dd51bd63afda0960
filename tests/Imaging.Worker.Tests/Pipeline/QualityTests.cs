using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>The sizes that are made fast look like those of the slow and exact way.</summary>
public sealed class QualityTests : IDisposable
{
    private const double SimilarityMin = 0.98;
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    /// <summary>Photographs as they are made by default; lines and letters need the preset's linear light.</summary>
    [Theory]
    [InlineData("photo", "Gamma", "Libvips")]
    [InlineData("photo", "Linear", "Libvips")]
    [InlineData("board", "Linear", "Libvips")]
    [InlineData("photo", "Gamma", "ImageSharp")]
    [InlineData("board", "Linear", "ImageSharp")]
    public void Every_size_is_like_a_lanczos_reference_in_linear_light(string kind, string light, string library) =>
        Assert.All(Similarities(kind, light, library), one => Assert.True(
            one.Similarity >= SimilarityMin, $"{kind} {one.Name} in {light}: SSIM {one.Similarity:0.0000}; allowed: {SimilarityMin} or more"));

    /// <summary>What the documentation says of presets in gamma; if this ends, so does the reason for the slower way.</summary>
    [Fact]
    public void Lines_and_letters_mixed_as_they_are_stored_are_less_like_it() =>
        Assert.Contains(Similarities("board", "Gamma", "Libvips"), one => one.Similarity < SimilarityMin);

    private List<(string Name, double Similarity)> Similarities(string kind, string light, string library)
    {
        using var drawn = kind == "photo" ? Pictures.Photo(2000, 1500, seed: 4) : Pictures.Board(2000, 1500, seed: 4);
        var jpeg = drawn.Encoded(new JpegEncoder { Quality = 95 });
        using var source = Image.Load<Rgb24>(jpeg);

        var report = PixelEngine.Run(
            bench.Job(jpeg, "image/jpeg", new(), [Size("w800", 800), Size("w400", 400), Size("w100", 100)]) with
            {
                Light = Enum.Parse<Light>(light),
                Library = Enum.Parse<PixelLibrary>(library),
            },
            progress: null);

        return [.. report.Variants.Select(variant =>
        {
            using var made = Image.Load<Rgb24>(variant.FilePath);
            return (variant.Name, Similarity.Of(LinearLanczos.Resize(source, made.Width, made.Height), made));
        })];
    }

    private static ResizePreset Size(string name, int side) => new(name, side, side, ResizeFit.Fit, [OutputFormat.Png], 80);
}
