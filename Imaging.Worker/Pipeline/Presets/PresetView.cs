using Imaging.Worker.Pipeline.Engine;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>A preset for who chooses one: what it makes, and nothing of how.</summary>
/// <param name="Name">As <c>POST /images</c> takes it.</param>
/// <param name="Files">The derivatives of a picture that is large enough for all of them.</param>
/// <param name="HasWatermark">True: something is laid over the derivatives.</param>
/// <param name="Results">Members of the image's results beside the files, such as <c>blurhash</c> or <c>faces</c>.</param>
internal sealed record PresetView(string Name, IReadOnlyList<PresetFile> Files, bool HasWatermark, IReadOnlyList<string> Results)
{
    public static PresetView Of(Preset preset) => new(
        preset.Name,
        [.. preset.Steps.OfType<ResizePreset>().SelectMany(PresetFile.Of)],
        preset.Steps.Any(step => step is WatermarkPreset),
        [.. preset.Steps.Select(ResultOf).OfType<string>().Distinct()]);

    private static string? ResultOf(PresetStep step) => step switch
    {
        BlurHashPreset => "blurhash",
        ColourPreset => "colour",
        EmbedPreset => "embedding",
        ModeratePreset => "moderation",
        FacesPreset => "faces",
        OcrPreset => "text",
        _ => null,
    };
}

/// <param name="Name">File name of the derivative, such as <c>w800.webp</c>.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Width">Of the box in pixels; null: the picture's own size.</param>
/// <param name="Height">Of the box in pixels; null: the picture's own size.</param>
/// <param name="Fit"><c>fit</c>, <c>fill</c>, <c>crop</c> or <c>pad</c>: how the picture comes into the box.</param>
internal sealed record PresetFile(string Name, string ContentType, int? Width, int? Height, string Fit)
{
    public static IEnumerable<PresetFile> Of(ResizePreset size) =>
        from density in size.Densities
        from format in size.Formats
        let kind = VariantWriter.KindOf(format)
        select new PresetFile(
            $"{size.FileName(density)}.{kind.Extension}", kind.ContentType, Pixels(size.Width, density), Pixels(size.Height, density), size.Fit.ToString().ToLowerInvariant());

    private static int? Pixels(int side, int density) => side == StepCompiler.NoBox ? null : side * density;
}
