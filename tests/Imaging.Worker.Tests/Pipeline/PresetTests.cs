using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Support;
using Support.Servers;

namespace Imaging.Worker.Tests.Pipeline;

public sealed class PresetTests
{
    private const string Mine = "Imaging:Presets:mine:Steps:0";

    [Fact]
    public void Six_presets_are_shipped_and_one_runs_a_model()
    {
        var catalog = Catalog();

        Assert.Equal(["avatar", "document", "gallery", "moderated", "product", "web"], catalog.Names);
        Assert.True(catalog.Contains("web"));
        Assert.False(catalog.Contains("Web"));
        Assert.Equal("resnet18", Assert.Single(catalog.Get("gallery").Steps.OfType<EmbedPreset>()).Model);
        Assert.Equal(["ppocr-detect", "ppocr-read"], Assert.Single(catalog.Get("document").Steps.OfType<OcrPreset>()).Models);
        var moderate = Assert.Single(catalog.Get("moderated").Steps.OfType<ModeratePreset>());
        Assert.Equal(("nsfw", 0.7), (moderate.Model, moderate.Threshold));
        Assert.Equal(["Hentai", "Porn"], moderate.Flag);
    }

    [Fact]
    public void A_configured_preset_replaces_the_shipped_one_whole()
    {
        var steps = Catalog(("Imaging:Presets:web:Steps:0:Do", "blurhash")).Get("web").Steps;

        Assert.Equal([new BlurHashPreset(4, 3)], steps);
    }

    [Fact]
    public void The_hash_changes_with_the_steps_and_with_nothing_else()
    {
        var shipped = Catalog();
        var other = Catalog(
            ($"{Mine}:Do", "blurhash"), ("Imaging:Presets:web:Steps:0:Do", "blurhash"), ("Imaging:Presets:web:Steps:0:ComponentsX", "5"));

        Assert.Matches("^[0-9a-f]{16}$", shipped.HashOf("web"));
        Assert.Equal(shipped.HashOf("avatar"), other.HashOf("avatar"));
        Assert.NotEqual(shipped.HashOf("web"), other.HashOf("web"));
        Assert.NotEqual(other.HashOf("mine"), other.HashOf("web"));
    }

    [Theory]
    [InlineData("Do", "resise", "Do is 'resise'; allowed: resize, crop, smart-crop, convert, watermark, blurhash, colour, embed, moderate, faces, ocr.")]
    [InlineData("Name", "../up", "Name is '../up'; allowed: 1 to 40 lower-case letters, digits and dashes.")]
    [InlineData("Width", "0", "Width is 0; allowed: 1 to 8192 pixels.")]
    [InlineData("Height", "9000", "Height is 9000; allowed: 1 to 8192 pixels, or absent for the width.")]
    [InlineData("Fit", "1", "Fit is '1'; allowed: fit, fill, crop, pad.")]
    [InlineData("Gravity", "up", "Gravity is 'up'; allowed: centre, north, north-east, east, south-east, south, south-west, west, north-west, smart.")]
    [InlineData("Formats:0", "heic", "Formats is 'heic'; allowed: one or more of webp, jpeg, png, avif, each once.")]
    [InlineData("Quality", "101", "Quality is 101; allowed: 1 to 100.")]
    [InlineData("Effort", "7", "Effort is 7; allowed: 0 to 6.")]
    [InlineData("Dpr:0", "5", "Dpr is '5'; allowed: rising whole numbers of 1 to 4.")]
    [InlineData("Background", "red", "Background is 'red'; allowed: #rrggbb or transparent.")]
    [InlineData("Frames", "some", "Frames is 'some'; allowed: first, all.")]
    [InlineData("Set", "A b", "Set is 'A b'; allowed: 1 to 40 lower-case letters, digits and dashes.")]
    [InlineData("Widht", "7", "Widht is '7', which means nothing there; allowed: Do, Name, Formats, Quality, Effort, Frames, Set, Width, Height, Enlarge, Dpr, Fit, Gravity, Background.")]
    [InlineData("Opacity", "1", "Opacity is '1', which means nothing there; allowed: Do, Name, Formats, Quality, Effort, Frames, Set, Width, Height, Enlarge, Dpr, Fit, Gravity, Background.")]
    public void A_wrong_value_is_one_line_that_says_what_is_allowed(string key, string value, string line) =>
        Assert.Equal([$"{Mine}:{line}"], Failures(Sized((key, value))));

    [Fact]
    public void Avif_has_a_budget_that_is_known_at_start()
    {
        Assert.Equal(
            [$"{Mine}:Formats has avif for a box of 8000000 pixels; allowed: 4000000 (Imaging:Limits:AvifPixelsMax)."],
            Failures(Sized(("Width", "2000"), ("Height", "1000"), ("Dpr:0", "1"), ("Dpr:1", "2"), ("Formats:0", "avif"))));
        Assert.Equal(
            [$"{Mine}:Formats has avif in a step without a box; allowed: avif in resize, crop and smart-crop."],
            Failures(($"{Mine}:Do", "convert"), ($"{Mine}:Name", "full"), ($"{Mine}:Formats:0", "avif")));
    }

    [Fact]
    public void What_only_shows_in_the_whole_preset_is_refused_too()
    {
        const string other = "Imaging:Presets:mine:Steps:1";

        Assert.Equal(
            ["Imaging:Presets:mine:Steps has the Name 'w-2x' 2 times; allowed: each name once."],
            Failures(
                [.. Sized(("Name", "w"), ("Dpr:0", "1"), ("Dpr:1", "2")),
                ($"{other}:Do", "crop"), ($"{other}:Name", "w-2x"), ($"{other}:Width", "10"), ($"{other}:Formats:0", "png")]));
        Assert.Equal(
            ["Imaging:Presets:mine:Steps has 'colour' 2 times; allowed: once."], Failures(($"{Mine}:Do", "colour"), ($"{other}:Do", "colour")));
        Assert.Equal(
            ["Imaging:Presets:mine:Profile is 'adobe'; allowed: srgb, keep."], Failures(("Imaging:Presets:mine:Profile", "adobe"), ($"{Mine}:Do", "colour")));
        Assert.Equal(
            ["Imaging:Presets:mine:Step is '', which means nothing there; allowed: Steps, Profile, Light."],
            Failures(("Imaging:Presets:mine:Step:0:Do", "colour"), ($"{Mine}:Do", "colour")));
    }

    [Theory]
    [InlineData("https://example.com/logo.png", "which is no plain file name")]
    [InlineData("../logo.png", "which is no plain file name")]
    [InlineData("missing.png", "which is not there")]
    [InlineData("text.png", "which cannot be used (The content is not an image of a known format")]
    public void A_watermark_is_a_readable_file_of_one_folder_and_never_an_address(string asset, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "text.png"), "no picture");

        var failure = Assert.Single(Failures(
            ("Imaging:AssetsPath", folder.Path), ($"{Mine}:Do", "watermark"), ($"{Mine}:Asset", asset)));

        Assert.StartsWith($"{Mine}:Asset is '{asset}', {reason}", failure, StringComparison.Ordinal);
        Assert.EndsWith("; allowed: the name of a PNG or WebP file in Imaging:AssetsPath.", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_numbers_of_a_watermark_are_refused_each_in_its_line()
    {
        Assert.Equal(
            [
                $"{Mine}:Position is 'smart'; allowed: centre, north, north-east, east, south-east, south, south-west, west, north-west.",
                $"{Mine}:Share is 0; allowed: above 0, up to 1.",
                $"{Mine}:Margin is 0.6; allowed: 0 to 0.5.",
                $"{Mine}:Opacity is 1.5; allowed: above 0, up to 1.",
                $"{Mine}:WidthMin is -1; allowed: 0 to 8192 pixels.",
            ],
            Failures(
                ($"{Mine}:Do", "watermark"), ($"{Mine}:Asset", "none.png"), ($"{Mine}:Position", "smart"), ($"{Mine}:Share", "0"),
                ($"{Mine}:Margin", "0.6"), ($"{Mine}:Opacity", "1.5"), ($"{Mine}:WidthMin", "-1")).Skip(1));
    }

    [Fact]
    public void What_managed_code_cannot_do_is_refused_where_it_is_chosen()
    {
        Assert.Equal(
            [
                "Imaging:Presets:mine:Profile is 'keep'; allowed with Imaging:Engine=ImageSharp: srgb.",
                $"{Mine}:Frames is 'all'; allowed with Imaging:Engine=ImageSharp: first.",
                $"{Mine}:Formats has avif, for which ImageSharp has no encoder; allowed: webp, jpeg, png.",
            ],
            Failures([("Imaging:Engine", "ImageSharp"), ("Imaging:Presets:mine:Profile", "keep"), .. Sized(("Frames", "all"), ("Formats:0", "avif"))]));
        Assert.Equal(["Imaging:Engine:Library is 'skia'; allowed: libvips, ImageSharp."], Failures(("Imaging:Engine", "skia")));
    }

    [Fact]
    public void An_unknown_model_is_refused_with_the_known_ones()
    {
        Assert.Equal(
            [$"{Mine}:Model is 'resnet19'; allowed: resnet18."], Failures(($"{Mine}:Do", "embed"), ($"{Mine}:Model", "resnet19")));
    }

    [Theory]
    [InlineData("moderate", "Model", "resnet18", "Model is 'resnet18'; allowed: nsfw.")]
    [InlineData("moderate", "Threshold", "0", "Threshold is 0; allowed: above 0, up to 1.")]
    [InlineData("moderate", "Flag:0", "Violence", "Flag is 'Violence'; allowed: one or more of Drawing, Hentai, Neutral, Porn, Sexy.")]
    [InlineData("faces", "Model", "nsfw", "Model is 'nsfw'; allowed: blazeface-far, blazeface-near.")]
    [InlineData("faces", "Threshold", "1.5", "Threshold is 1.5; allowed: above 0, up to 1.")]
    [InlineData("faces", "FacesMax", "897", "FacesMax is 897; allowed: 1 to 896 faces.")]
    [InlineData("ocr", "Model", "ppocr-read", "Model is 'ppocr-read'; allowed: ppocr-detect.")]
    [InlineData("ocr", "Reader", "ppocr-detect", "Reader is 'ppocr-detect'; allowed: ppocr-read.")]
    [InlineData("ocr", "LinesMax", "0", "LinesMax is 0; allowed: 1 to 1000 lines.")]
    public void A_wrong_value_of_a_step_that_asks_models_is_one_line(string step, string key, string value, string line) =>
        Assert.Equal([$"{Mine}:{line}"], Failures(($"{Mine}:Do", step), ($"{Mine}:{key}", value)));

    [Fact]
    public void Without_a_model_named_faces_asks_both_and_the_hash_knows_their_weights()
    {
        var catalog = Catalog(
            ($"{Mine}:Do", "faces"), ("Imaging:Presets:near:Steps:0:Do", "faces"), ("Imaging:Presets:near:Steps:0:Model", "blazeface-near"));

        Assert.Equal(["blazeface-far", "blazeface-near"], catalog.Get("mine").Steps[0].Models);
        Assert.Equal(["blazeface-near"], catalog.Get("near").Steps[0].Models);
        Assert.NotEqual(catalog.HashOf("mine"), catalog.HashOf("near"));
    }

    [Theory]
    [InlineData("Imaging:Inference:BatchMax", "0", "Imaging:Inference:BatchMax is 0; allowed: 1 to 256 pictures.")]
    [InlineData("Imaging:Inference:BatchDelayMax", "00:00:02", "Imaging:Inference:BatchDelayMax is 00:00:02; allowed: 00:00:00 to 00:00:01.")]
    [InlineData("Imaging:Inference:CpuMemoryMax", "1", "Imaging:Inference:CpuMemoryMax is 1; allowed: 67108864 to 4294967295 bytes.")]
    [InlineData("Imaging:Limits:PixelsMax", "0", "Imaging:Limits:PixelsMax is 0; allowed: 1 to 1000000000 pixels.")]
    [InlineData("Imaging:Engine:ProcessesMax", "0", "Imaging:Engine:ProcessesMax is 0; allowed: 1 to 256 processes.")]
    [InlineData("Imaging:Inference:Device", "tpu", "Imaging:Inference:Device is 'tpu'; allowed: auto, cpu, cuda.")]
    public void A_wrong_limit_stops_the_start(string key, string value, string line) => Assert.Equal([line], Failures((key, value)));

    [Fact]
    public void Every_code_stands_in_the_table() => Assert.Empty(ErrorTable.MissingFrom(typeof(PipelineErrorCodes)));

    /// <summary>A resize that is right but for <paramref name="changes"/>.</summary>
    private static (string, string)[] Sized(params (string Key, string Value)[] changes)
    {
        var settings = new Dictionary<string, string> { ["Do"] = "resize", ["Name"] = "w100", ["Width"] = "100", ["Formats:0"] = "webp" };
        foreach (var (key, value) in changes)
        {
            settings[key] = value;
        }

        return [.. settings.Select(setting => ($"{Mine}:{setting.Key}", setting.Value))];
    }

    private static PresetCatalog Catalog(params (string, string)[] settings) =>
        Workbench.Services(settings).GetRequiredService<PresetCatalog>();

    private static IEnumerable<string> Failures(params (string, string)[] settings)
    {
        using var services = Workbench.Services(settings);
        return Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate()).Failures;
    }
}
