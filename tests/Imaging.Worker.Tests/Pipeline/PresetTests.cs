using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Support;

namespace Imaging.Worker.Tests.Pipeline;

public sealed class PresetTests
{
    private const string Mine = "Imaging:Presets:mine:Steps:0";

    [Fact]
    public void Five_presets_are_shipped_and_three_run_models()
    {
        var catalog = Catalog();

        Assert.Equal(["avatar", "document", "gallery", "moderated", "web"], catalog.Names);
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
    [InlineData("Do", "resise", "Do is 'resise'; allowed: resize, blurhash, embed, moderate, faces, ocr.")]
    [InlineData("Name", "../up", "Name is '../up'; allowed: 1 to 40 lower-case letters, digits and dashes.")]
    [InlineData("Width", "0", "Width is 0; allowed: 1 to 8192 pixels.")]
    [InlineData("Height", "9000", "Height is 9000; allowed: 1 to 8192 pixels, or absent for the width.")]
    [InlineData("Fit", "1", "Fit is '1'; allowed: fit, fill.")]
    [InlineData("Formats:0", "avif", "Formats is 'avif'; allowed: one or more of webp, jpeg, png, each once.")]
    [InlineData("Quality", "101", "Quality is 101; allowed: 1 to 100.")]
    public void A_wrong_value_is_one_line_that_says_what_is_allowed(string key, string value, string line)
    {
        var settings = new Dictionary<string, string>
        {
            ["Do"] = "resize", ["Name"] = "w100", ["Width"] = "100", ["Formats:0"] = "webp", [key] = value,
        };

        Assert.Equal([$"{Mine}:{line}"], Failures([.. settings.Select(setting => ($"{Mine}:{setting.Key}", setting.Value))]));
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

    private static PresetCatalog Catalog(params (string, string)[] settings) =>
        Workbench.Services(settings).GetRequiredService<PresetCatalog>();

    private static IEnumerable<string> Failures(params (string, string)[] settings)
    {
        using var services = Workbench.Services(settings);
        return Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate()).Failures;
    }
}
