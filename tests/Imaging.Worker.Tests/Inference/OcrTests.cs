using System.Text.Json;
using Imaging.Worker.Inference.Steps;
using Imaging.Worker.Inference.Text;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using Imaging.Worker.Tests.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Imaging.Worker.Tests.Inference;

/// <summary>Fifty lines of what documents hold, read through the engine and both models.</summary>
public sealed class OcrTests(LoadedModels loaded) : IClassFixture<LoadedModels>, IDisposable
{
    private static readonly OcrPreset Ocr = new("ppocr-detect", "ppocr-read", LinesMax: 200);

    private readonly Workbench bench = new();

    public static TheoryData<int, string[]> Pages { get; } = new()
    {
        { 20, ["Invoice 2026-11-24 total 1,234.56 EUR", "Customer number 4711-0815", "Delivery within 14 days", "Order received on Monday", "Payment due 24 December 2026",
            "Net amount 1,037.45", "Value added tax 19 percent", "Thank you for your order", "Bank account DE89 3704 0044", "Page 1 of 12"] },
        { 24, ["The quick brown fox jumps over", "the lazy dog near the river", "Pack my box with five dozen jugs", "How vexingly quick daft zebras jump", "Sphinx of black quartz judge my vow",
            "Numbers 0123456789 and more", "Chapter 3: Results and discussion", "Temperature 21.5 degrees", "Speed 120 km per hour", "Section 4.2 Methods"] },
        { 28, ["Passport number C01X00T47", "Date of birth 12 August 1984", "Place of issue Berlin", "Nationality German", "Valid until 30 June 2031",
            "Flight BA2490 to London", "Gate B42 boarding 10:35", "Seat 14A window", "Departure 11:20", "Arrival 12:05"] },
        { 32, ["Server started on port 8080", "Error code 404 not found", "Build 1832 passed", "Version 13.6.5 released", "Memory usage 735.9 MB",
            "Latency below 50 ms", "Queue length 25", "Retry after 30 seconds", "User signed in", "Session closed"] },
        { 40, ["Emergency exit", "Please keep clear", "Platform 9", "Main Street 221", "Opening hours 9-17", "Closed on Sunday", "Coffee 3.50", "Open", "No parking", "Welcome home"] },
    };

    public void Dispose() => bench.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_line_is_read_exactly(int pixels, string[] lines)
    {
        var found = await ReadAsync(RenderedPage.Png(lines, pixels));

        Assert.Equal(lines, found.Lines.Select(line => line.Text));
        Assert.Equal(string.Join('\n', lines), found.Text);
        Assert.False(found.IsCut);
        Assert.Equal([("ppocr-detect", "1.4.2", "cpu"), ("ppocr-read", "1.4.2", "cpu")], found.Models.Select(use => (use.Model, use.Version, use.Device)));
        Assert.All(found.Lines.Index(), line => Assert.Equal(
            RenderedPage.MiddleOf(line.Index, lines.Length, pixels), line.Item.Corners.Average(corner => corner[1]), 0.4 / lines.Length));
    }

    [Fact]
    public async Task Lines_beyond_the_bound_are_left_out_and_it_is_said()
    {
        var found = await ReadAsync(RenderedPage.Png(["First line", "Second line", "Third line"], 32), Ocr with { LinesMax = 2 });

        Assert.Equal(["First line", "Second line"], found.Lines.Select(line => line.Text));
        Assert.True(found.IsCut);
    }

    [Fact]
    public async Task A_picture_without_text_has_none()
    {
        using var photo = Pictures.Photo(400, 300);

        var found = await ReadAsync(photo.Encoded(new SixLabors.ImageSharp.Formats.Png.PngEncoder()));

        Assert.Equal(("", 0, false), (found.Text, found.Lines.Count, found.IsCut));
    }

    private async Task<TextFound> ReadAsync(byte[] png, OcrPreset? preset = null)
    {
        PresetStep[] steps = [preset ?? Ocr];
        var asking = loaded.Services.GetRequiredService<ModelSteps>();
        var report = PixelEngine.Run(bench.Job(png, "image/png", new(), steps) with { ModelPictures = asking.PicturesFor(steps) }, progress: null);
        var answers = await asking.RunAsync(steps, report.Source, report.ModelPixels, progress: null, TestContext.Current.CancellationToken);
        return answers.Results["text"].Deserialize<TextFound>(JsonSerializerOptions.Web)!;
    }
}
