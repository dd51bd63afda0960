using System.Diagnostics;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Isolation;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.DependencyInjection;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>A smart cut keeps what models found; they run in the parent while the child waits.</summary>
public sealed class FocusTests : IDisposable
{
    private static readonly Rgb24 Red = new(200, 20, 20);
    private static readonly Rgb24 Green = new(20, 180, 20);
    private static readonly ResizePreset Smart =
        new("smart", 40, 40, ResizeFit.Fill, [OutputFormat.Png], 80) { Gravity = Gravity.Smart };

    private readonly Workbench bench = new();
    private readonly ServiceProvider services = Workbench.Services(("Imaging:Engine:ProcessesMax", "1"));

    private EnginePool Engines => services.GetRequiredService<EnginePool>();

    public void Dispose()
    {
        services.Dispose();
        bench.Dispose();
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public async Task The_child_shows_its_pictures_waits_and_cuts_around_what_was_found(string library)
    {
        ShownPictures? shown = null;
        var job = Job(Smart) with { Library = Enum.Parse<PixelLibrary>(library) };

        var report = await Engines.RunAsync(
            job, null,
            (pictures, _) =>
            {
                shown = pictures;
                return Task.FromResult<IReadOnlyList<FocusBox>>([new(0.8, 0.4, 0.1, 0.2, 0.9)]);
            },
            CancellationToken.None);

        Assert.Equal((200, 100), (shown!.Source.Width, shown.Source.Height));
        Assert.Equal(("model", 3 * 32 * 32), (Assert.Single(shown.Pixels).Key, shown.Pixels["model"].Length));
        Assert.Empty(report.ModelPixels);
        using var cut = Image.Load<Rgb24>(Assert.Single(report.Variants).FilePath);
        Assert.Equal((40, 40, Green, Green), (cut.Width, cut.Height, cut[1, 1], cut[38, 38]));
    }

    [Fact]
    public async Task Nothing_found_is_an_answer_and_the_cut_falls_to_what_draws_the_eye()
    {
        using var sky = Pictures.Plain(400, 100, new(120, 160, 220));
        using var board = Pictures.Board(100, 100, seed: 3);
        sky.ProcessPixelRows(board, (rows, tiles) =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                tiles.GetRowSpan(y).CopyTo(rows.GetRowSpan(y)[300..]);
            }
        });
        var job = Job(Smart with { Width = 100, Height = 100 }, sky);

        var report = await Engines.RunAsync(job, null, (_, _) => Task.FromResult<IReadOnlyList<FocusBox>>([]), CancellationToken.None);

        using var cut = Image.Load<Rgb24>(report.Variants[0].FilePath);
        Assert.NotEqual(new Rgb24(120, 160, 220), cut[50, 50]);
    }

    [Fact]
    public async Task Models_that_fail_are_neither_the_images_fault_nor_a_crash_and_the_next_image_is_worked()
    {
        var failed = await Assert.ThrowsAsync<ModelsFailedException>(() => Engines.RunAsync(
            Job(Smart), null, (_, _) => throw new InvalidOperationException("no memory on the device"), CancellationToken.None));

        Assert.Contains("no memory on the device", failed.Message, StringComparison.Ordinal);
        Assert.Single((await Engines.RunAsync(Job(Smart), null, CancellationToken.None)).Variants);
    }

    [Fact]
    public async Task A_child_that_dies_while_it_waits_has_a_successor_that_asks_again()
    {
        var asked = 0;
        var report = await Engines.RunAsync(
            Job(Smart), null,
            (_, _) =>
            {
                if (Interlocked.Increment(ref asked) == 1)
                {
                    using var child = Process.GetProcessById(Assert.Single(services.GetRequiredService<EngineUse>().ProcessIds));
                    child.Kill();
                    child.WaitForExit();
                }

                return Task.FromResult<IReadOnlyList<FocusBox>>([]);
            },
            CancellationToken.None);

        Assert.Equal((2, 1), (asked, report.Variants.Count));
    }

    [Fact]
    public void A_window_holds_all_faces_comes_close_and_stays_inside()
    {
        // One face of 100 x 100 in the middle of 1000 x 1000: twice its size.
        Assert.Equal(new(400, 400, 200, 200), Window.Around([new(0.45, 0.45, 0.1, 0.1, 1)], 1000, 1000, 100, 100, zoom: true));
        // Never closer than the cut's own pixels.
        Assert.Equal(new(250, 250, 500, 500), Window.Around([new(0.45, 0.45, 0.1, 0.1, 1)], 1000, 1000, 500, 500, zoom: true));
        // In a corner: moved inside.
        Assert.Equal(new(0, 800, 200, 200), Window.Around([new(0, 0.95, 0.1, 0.05, 1)], 1000, 1000, 100, 100, zoom: true));
        // Two faces too far apart for a square: the surer one.
        Assert.Equal(new(1500, 400, 200, 200), Window.Around([new(0, 0.45, 0.05, 0.1, 0.6), new(0.775, 0.45, 0.05, 0.1, 0.9)], 2000, 1000, 100, 100, zoom: true));
        // Without zoom exactly the cut.
        Assert.Equal(new(450, 450, 100, 100), Window.Around([new(0.4, 0.4, 0.2, 0.2, 1)], 1000, 1000, 100, 100, zoom: false));
    }

    [Fact]
    public void A_window_is_inside_its_picture_whatever_was_found()
    {
        var random = new Random(11);
        for (var i = 0; i < 10_000; i++)
        {
            var (outerWidth, outerHeight) = (random.Next(1, 2000), random.Next(1, 2000));
            var (width, height) = (random.Next(1, outerWidth + 1), random.Next(1, outerHeight + 1));
            FocusBox[] focus = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new FocusBox(
                (random.NextDouble() * 1.4) - 0.2, (random.NextDouble() * 1.4) - 0.2, random.NextDouble(), random.NextDouble(), random.NextDouble()))];

            var window = Window.Around(focus, outerWidth, outerHeight, width, height, zoom: random.Next(2) == 0);

            Assert.True(
                window is { Left: >= 0, Top: >= 0, Width: > 0, Height: > 0 }
                && window.Left + window.Width <= outerWidth && window.Top + window.Height <= outerHeight,
                $"{width} x {height} in {outerWidth} x {outerHeight}: {window}");
        }
    }

    private EngineJob Job(ResizePreset size, Image<Rgb24>? picture = null)
    {
        using var halves = Pictures.Halves(200, 100, Red, Green);
        return bench.Job((picture ?? halves).Encoded(new PngEncoder()), "image/png", new(), [size]) with
        {
            AwaitsFocus = true,
            ModelPictures = [new("model", 32, 32)],
        };
    }
}
