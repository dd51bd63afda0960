using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Imaging.Worker.Inference;
using Imaging.Worker.Tests.Inference;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Isolation;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>The whole pipeline with real child processes and the real model.</summary>
public sealed class PipelineTests : IDisposable
{
    private readonly Workbench bench = new();
    private readonly ServiceProvider services = Workbench.Services(("Imaging:Engine:ProcessesMax", "1"));

    public void Dispose()
    {
        services.Dispose();
        bench.Dispose();
    }

    [Fact]
    public async Task A_photo_becomes_variants_a_placeholder_and_an_embedding()
    {
        await services.GetRequiredService<Models>().LoadAsync();
        using var photo = Pictures.Photo(2000, 1500);
        var steps = new Steps();

        var result = await services.GetRequiredService<ImagePipeline>().RunAsync(
            bench.Input(photo.Encoded(new JpegEncoder(), orientation: 6), "image/jpeg", "gallery", steps), CancellationToken.None);

        Assert.Equal((1500, 2000), (result.Source.Width, result.Source.Height));
        Assert.Equal(
            [("w1600.webp", 1200, 1600), ("w800.jpg", 600, 800), ("w200.webp", 150, 200)],
            result.Variants.Select(variant => (variant.Name, variant.Width, variant.Height)));
        Assert.All(result.Variants, variant => Assert.True(File.Exists(variant.FilePath)));
        Assert.Equal(["blurhash", "colour", "embedding", "models", "srcset"], result.Results.Keys.Order());
        var embedding = result.Results["embedding"].Deserialize<Embedding>(JsonSerializerOptions.Web)!;
        Assert.Equal(("resnet18", "0.23.1", 512, 512), (embedding.Model, embedding.Version, embedding.Dimensions, embedding.Vector.Count));
        Assert.Equal(1, embedding.Vector.Sum(value => (double)value * value), precision: 4);
        Assert.Equal(result.Timings.Select(timing => timing.Step), steps.Seen);
    }

    [Fact]
    public async Task A_bad_image_is_refused_through_the_child_and_the_child_lives_on()
    {
        var engines = services.GetRequiredService<EnginePool>();
        var bomb = bench.Job(HostileFiles.Png(7_000, 7_000, rows: 10), "image/png", new(), [new BlurHashPreset(4, 3)]);

        var rejection = await Assert.ThrowsAsync<ImageRejectedException>(() => engines.RunAsync(bomb, null, CancellationToken.None));

        Assert.Equal(PipelineErrorCodes.ImageCorrupt, rejection.Code);
        Assert.Equal(64, (await engines.RunAsync(Honest(), null, CancellationToken.None)).Source.Width);
    }

    [Fact]
    public async Task What_the_children_use_is_measured_and_not_forgotten_with_a_child()
    {
        var engines = services.GetRequiredService<EnginePool>();
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();

        await engines.RunAsync(Honest(), null, CancellationToken.None);
        listener.RecordObservableInstruments();
        var (cpu, memory) = (seen["imaging.engine.cpu.time"], seen["imaging.engine.memory"]);
        engines.Dispose();
        listener.RecordObservableInstruments();

        Assert.InRange(cpu, 0.01, 60);
        Assert.InRange(memory, 10_000_000, 2_000_000_000);
        Assert.InRange(seen["imaging.engine.cpu.time"], cpu, 60);
        Assert.Equal(0, seen["imaging.engine.memory"]);
    }

    [Fact]
    public async Task An_image_that_takes_too_long_costs_its_child_and_nothing_else()
    {
        using var process = new EngineProcess(TimeProvider.System);
        var slow = bench.Job(
            LargeBitmap(), "image/bmp", new() { BytesMax = int.MaxValue, MemoryMax = 2_000_000_000, Time = TimeSpan.FromSeconds(0.3) }, [Webp(6000), new BlurHashPreset(4, 3)]);
        var watch = Stopwatch.StartNew();

        var rejection = await Assert.ThrowsAsync<ImageRejectedException>(() => process.RunAsync(slow, null, null, CancellationToken.None));

        Assert.Equal(PipelineErrorCodes.ProcessingTimeout, rejection.Code);
        Assert.False(process.IsAlive);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_writer_that_gets_no_memory_does_not_make_the_image_corrupt()
    {
        using var process = new EngineProcess(TimeProvider.System);

        // 144 MB of pixels fit twice into what a child may have, and not three times.
        var large = bench.Job(
            LargeBitmap(), "image/bmp", new() { BytesMax = int.MaxValue, MemoryMax = 400_000_000 }, [Webp(6000)]);

        var rejection = await Assert.ThrowsAsync<ImageRejectedException>(() => process.RunAsync(large, null, null, CancellationToken.None));

        Assert.Equal(PipelineErrorCodes.ProcessingMemory, rejection.Code);
    }

    [Fact]
    public async Task An_image_that_takes_too_much_memory_is_stopped()
    {
        var engines = services.GetRequiredService<EnginePool>();
        var large = bench.Job(
            LargeBitmap(), "image/bmp", new() { BytesMax = int.MaxValue, MemoryMax = 150 << 20 }, [Webp(6000)]);

        var rejection = await Assert.ThrowsAsync<ImageRejectedException>(() => engines.RunAsync(large, null, CancellationToken.None));

        Assert.Contains(rejection.Code, new[] { PipelineErrorCodes.ProcessingMemory, PipelineErrorCodes.ProcessingCrash });
        Assert.Equal(64, (await engines.RunAsync(Honest(), null, CancellationToken.None)).Source.Width);
    }

    [Fact]
    public async Task A_child_killed_in_the_middle_of_an_image_costs_the_image_nothing()
    {
        var engines = services.GetRequiredService<EnginePool>();
        await engines.RunAsync(Honest(), null, CancellationToken.None);
        var job = Honest();
        var kill = new KillChildren(services.GetRequiredService<EngineUse>(), atStep: "decode");

        var report = await engines.RunAsync(job, kill, CancellationToken.None);

        Assert.Equal(1, kill.Killed);
        Assert.Equal((64, 48), (report.Source.Width, report.Source.Height));
    }

    [Fact]
    public async Task A_child_that_is_killed_again_and_again_is_not_the_images_fault()
    {
        var engines = services.GetRequiredService<EnginePool>();
        var kill = new KillChildren(services.GetRequiredService<EngineUse>(), atStep: "decode", times: 2);

        var crash = await Assert.ThrowsAsync<EngineCrashedException>(() => engines.RunAsync(Honest(), kill, CancellationToken.None));

        Assert.True(crash.IsKilled);
        Assert.Equal(2, kill.Killed);
        Assert.Equal(64, (await engines.RunAsync(Honest(), null, CancellationToken.None)).Source.Width);
    }

    [Fact]
    public async Task A_caller_that_gives_up_frees_the_slot_at_once()
    {
        var engines = services.GetRequiredService<EnginePool>();
        using var cancel = new CancellationTokenSource();
        var stop = new CancelAt("decode", cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engines.RunAsync(Honest(), stop, cancel.Token));

        Assert.Equal(64, (await engines.RunAsync(Honest(), null, CancellationToken.None)).Source.Width);
    }

    [Fact]
    public async Task Children_that_end_are_counted_by_reason()
    {
        using var worn = Workbench.Services(("Imaging:Engine:ProcessesMax", "1"), ("Imaging:Engine:ImagesPerProcessMax", "2"));
        var (engines, use) = (worn.GetRequiredService<EnginePool>(), worn.GetRequiredService<EngineUse>());
        var reasons = new List<string>();
        // A listener hears of the instruments of the whole process, also of tests that run beside this one and after its services are gone.
        var meters = worn.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "imaging.engine.ended")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => reasons.Add($"{tags[0].Key}={tags[0].Value}"));
        listener.Start();

        // Two images wear the first one out; the second is killed in its first image, which a third does again.
        await engines.RunAsync(Honest(), null, CancellationToken.None);
        await engines.RunAsync(Honest(), null, CancellationToken.None);
        await engines.RunAsync(Honest(), new KillChildren(use, atStep: "decode"), CancellationToken.None);

        // That third one is too slow for its next image, which has no time at all; the fourth is no longer wanted, the fifth lives until the service ends.
        await Assert.ThrowsAsync<ImageRejectedException>(() => engines.RunAsync(Honest() with { Limits = new() { Time = TimeSpan.Zero } }, null, CancellationToken.None));
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engines.RunAsync(Honest(), new CancelAt("decode", cancel), cancel.Token));
        await engines.RunAsync(Honest(), null, CancellationToken.None);
        worn.Dispose();

        Assert.Equal(["reason=worn", "reason=killed", "reason=time", "reason=stopped"], reasons);
    }

    [Fact]
    public async Task A_child_ends_by_itself_when_the_service_is_gone()
    {
        using var child = Process.Start(EngineCommand.Create())!;

        child.StandardInput.Close();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await child.WaitForExitAsync(patience.Token);
        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public void A_child_sees_no_secret_of_the_service()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__imagingdb", "Host=db;Password=secret");
        try
        {
            var environment = EngineCommand.Create().Environment;

            Assert.Equal("2", environment["MALLOC_ARENA_MAX"]);
            Assert.DoesNotContain(environment, variable => variable.Key.Contains("ConnectionStrings", StringComparison.OrdinalIgnoreCase)
                || (variable.Value ?? "").Contains("secret", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("ConnectionStrings__imagingdb", null);
        }
    }

    [Fact]
    public async Task A_document_is_read_and_a_moderated_picture_has_its_verdict()
    {
        await services.GetRequiredService<Models>().LoadAsync();
        var pipeline = services.GetRequiredService<ImagePipeline>();
        using var photo = Pictures.Photo(640, 480);

        var document = await pipeline.RunAsync(
            bench.Input(RenderedPage.Png(["Invoice 4711", "Total 1,234.56"], 40), "image/png", "document"), CancellationToken.None);
        var moderated = await pipeline.RunAsync(
            bench.Input(photo.Encoded(new JpegEncoder()), "image/jpeg", "moderated"), CancellationToken.None);

        Assert.Equal("Invoice 4711\nTotal 1,234.56", document.Results["text"].GetProperty("text").GetString());
        Assert.Equal("allowed", moderated.Results["moderation"].GetProperty("verdict").GetString());
        Assert.Equal("nsfw", Assert.Single(moderated.Results["models"].EnumerateArray()).GetProperty("model").GetString());
        Assert.Equal(4, moderated.Variants.Count);
    }

    [Fact]
    public async Task Health_says_where_models_run_and_why()
    {
        var health = services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);

        await services.GetRequiredService<Models>().LoadAsync();

        var report = (await health.CheckHealthAsync()).Entries[InferenceHealthCheck.Name];
        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Contains(report.Data["device"], new object[] { "cpu", "cuda" });
        // One short sentence, fit for a page: no source line of the runtime, no path.
        Assert.Matches(@"^CUDA (loads\.|does not load: [^/\n]{10,200}|fails: [^\n]+)$", (string)report.Data["reason"]);
        Assert.Contains($"resnet18 0.23.1 on {report.Data["device"]}", (string[])report.Data["models"]);
    }

    private static ResizePreset Webp(int side) => new("large", side, side, ResizeFit.Fit, [OutputFormat.WebP], 80);

    /// <summary>Small work to decode, much to hold and to write: 36 million pixels.</summary>
    private static byte[] LargeBitmap()
    {
        using var picture = new Image<Rgb24>(6000, 6000);
        return picture.Encoded(new SixLabors.ImageSharp.Formats.Bmp.BmpEncoder());
    }

    private EngineJob Honest()
    {
        using var photo = Pictures.Photo(64, 48);
        return bench.Job(photo.Encoded(new JpegEncoder()), "image/jpeg", new(), [Webp(32)]);
    }

    private sealed class Steps : IProgress<string>
    {
        public List<string> Seen { get; } = [];

        public void Report(string value) => Seen.Add(value);
    }

    /// <summary>Kills the image engines, so many times, as the kernel would for want of memory.</summary>
    private sealed class KillChildren(EngineUse engines, string atStep, int times = 1) : IProgress<string>
    {
        public int Killed { get; private set; }

        public void Report(string value)
        {
            if (value != atStep || Killed >= times)
            {
                return;
            }

            foreach (var id in engines.ProcessIds)
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
                Killed++;
            }
        }
    }

    private sealed class CancelAt(string step, CancellationTokenSource cancel) : IProgress<string>
    {
        public void Report(string value)
        {
            if (value == step)
            {
                cancel.Cancel();
            }
        }
    }
}
