using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Isolation;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.DependencyInjection;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using Support.Hostile;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>The short form of <c>bench prove hostile</c>: all that was made by hand and is cheap, and a few of each mutation, through a real child.</summary>
public sealed class HostileTests : IDisposable
{
    private const int Files = 220;
    private const int Seed = 20_261_126;
    private const long MemoryMax = 400_000_000;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(5);

    private static readonly string[] Codes =
        [.. typeof(PipelineErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    private static readonly PresetStep[] Steps =
    [
        new ResizePreset("moving", 64, 64, ResizeFit.Fit, [OutputFormat.WebP], 80) { Animated = true },
        new ResizePreset("square", 48, 48, ResizeFit.Fill, [OutputFormat.Jpeg], 80) { Gravity = Gravity.Smart },
        new BlurHashPreset(4, 3),
        new ColourPreset(),
    ];

    private static readonly Lazy<IReadOnlyList<HostileFile>> Corpus = new(() => HostileCorpus.Make(Honest(), Seed, Files, withHeavy: false));

    private readonly Workbench bench = new();
    private readonly ServiceProvider services = Workbench.Services(("Imaging:Engine:ProcessesMax", "1"));

    public void Dispose()
    {
        services.Dispose();
        bench.Dispose();
    }

    [Theory]
    [InlineData("Libvips")]
    [InlineData("ImageSharp")]
    public async Task Every_hostile_file_gets_a_code_in_bounded_time_and_memory_and_the_child_lives_on(string library)
    {
        var corpus = Corpus.Value;
        Assert.True(corpus.Count >= 200 && corpus.Select(file => file.Name).Distinct().Count() == corpus.Count, $"{corpus.Count} files");
        var engines = services.GetRequiredService<EnginePool>();
        await WorkAsync(engines, Job(Honest()[0].Bytes, "image/jpeg"));
        var child = Assert.Single(services.GetRequiredService<EngineUse>().ProcessIds);

        var wrong = new List<string>();
        foreach (var file in corpus)
        {
            var watch = Stopwatch.StartNew();
            var outcome = await WorkAsync(engines, Job(file.Bytes, file.ContentType));

            if (file.Code is null ? outcome is not "succeeded" && !Codes.Contains(outcome) : outcome != file.Code)
            {
                wrong.Add($"{file.Name}: {outcome}, expected {file.Code ?? "a code"}");
            }

            if (watch.Elapsed > TimeMax)
            {
                wrong.Add($"{file.Name}: {outcome} after {watch.Elapsed.TotalSeconds:0.0} s");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal([child], services.GetRequiredService<EngineUse>().ProcessIds);
        if (OperatingSystem.IsLinux())
        {
            Assert.InRange(PeakMemory(child), 1, MemoryMax);
        }

        Worker.Pipeline.Engine.EngineJob Job(byte[] bytes, string contentType) =>
            bench.Job(bytes, contentType, new(), Steps) with { Library = Enum.Parse<Worker.Pipeline.Engine.PixelLibrary>(library) };
    }

    internal static IReadOnlyList<HonestFile> Honest()
    {
        using var photo = Pictures.Photo(160, 120, seed: 9);
        return
        [
            new("jpeg", "image/jpeg", photo.Encoded(new JpegEncoder())),
            new("png", "image/png", photo.Encoded(new PngEncoder())),
            new("gif", "image/gif", Pictures.Animation(".gif", frames: 5)),
            new("webp", "image/webp", photo.Encoded(new WebpEncoder { FileFormat = WebpFileFormatType.Lossy })),
            new("webp-lossless", "image/webp", photo.Encoded(new WebpEncoder { FileFormat = WebpFileFormatType.Lossless })),
            new("webp-moving", "image/webp", Pictures.Animation(".webp", frames: 5)),
            new("bmp", "image/bmp", photo.Encoded(new BmpEncoder())),
        ];
    }

    /// <summary>The code, <c>succeeded</c>, or what should never come.</summary>
    private static async Task<string> WorkAsync(EnginePool engines, Worker.Pipeline.Engine.EngineJob job)
    {
        try
        {
            await engines.RunAsync(job, null, CancellationToken.None);
            return "succeeded";
        }
        catch (ImageRejectedException rejection)
        {
            return rejection.Code;
        }
        catch (EngineFailedException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Bytes of <c>VmHWM:   84120 kB</c>.</summary>
    private static long PeakMemory(int process) => 1_024 * long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
