using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.DependencyInjection;
using SixLabors.ImageSharp.Formats.Jpeg;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>What the shipped presets make of a photograph that is larger than all of their boxes.</summary>
public sealed class ShippedPresetTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("web", "w1600.webp 1600x1200, w1600.jpg 1600x1200, w800.webp 800x600, w800.jpg 800x600, w200.webp 200x150, w200.jpg 200x150")]
    [InlineData("avatar", "s512.webp 512x512, s512.jpg 512x512, s128.webp 128x128, s128.jpg 128x128, s48.webp 48x48, s48.png 48x48")]
    [InlineData(
        "product",
        "p1200.webp 1200x1200, p1200.jpg 1200x1200, p600.webp 600x600, p600.jpg 600x600, p300.webp 300x300, p300.jpg 300x300, thumb-1x.webp 96x96, thumb-2x.webp 192x192")]
    [InlineData("gallery", "w1600.webp 1600x1200, w800.jpg 800x600, w200.webp 200x150")]
    public void Each_makes_its_files(string preset, string files)
    {
        var report = Run(preset);

        Assert.Equal(files, string.Join(", ", report.Variants.Select(variant => $"{variant.Name} {variant.Width}x{variant.Height}")));
        Assert.Matches("^#[0-9a-f]{6}$", report.Colour);
        Assert.NotNull(report.BlurHash);
        Assert.Equal(report.Variants.Select(variant => (variant.Name, variant.ContentType)), Listed(preset));
    }

    [Fact]
    public void Product_has_a_line_for_each_type_and_one_by_density()
    {
        Assert.Equal(
            [
                new SrcSet("square", "image/webp", "p300.webp 300w, p600.webp 600w, p1200.webp 1200w"),
                new SrcSet("square", "image/jpeg", "p300.jpg 300w, p600.jpg 600w, p1200.jpg 1200w"),
                new SrcSet("thumb", "image/webp", "thumb-1x.webp 1x, thumb-2x.webp 2x"),
            ],
            SrcSet.Of(Run("product").Variants));
    }

    /// <summary>The files that clients are told of before they choose.</summary>
    private static IEnumerable<(string Name, string ContentType)> Listed(string preset)
    {
        using var services = Workbench.Services();
        return PresetView.Of(services.GetRequiredService<PresetCatalog>().Get(preset)).Files.Select(file => (file.Name, file.ContentType));
    }

    private EngineReport Run(string preset)
    {
        using var services = Workbench.Services();
        using var photo = Pictures.Photo(2400, 1800);
        return bench.Run(photo.Encoded(new JpegEncoder()), "image/jpeg", [.. services.GetRequiredService<PresetCatalog>().Get(preset).Steps]);
    }
}
