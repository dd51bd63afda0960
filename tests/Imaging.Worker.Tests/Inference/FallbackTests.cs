using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Imaging.Worker.Inference;
using Imaging.Worker.Inference.Sessions;
using Imaging.Worker.Inference.Timing;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using Support.Servers;

namespace Imaging.Worker.Tests.Inference;

/// <summary>A GPU that loads and then fails, at each point where it can.</summary>
public sealed class FallbackTests : IAsyncDisposable
{
    private const string Cuda = InferenceDevice.Cuda;
    private static readonly string Reason = DeviceTrouble.ReasonOf(FaultySessions.OutOfMemory);

    private readonly TemporaryFolder folder = new();
    private readonly FaultySessions sessions = new();
    private readonly Lines lines = new();
    private ServiceProvider services = null!;

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_GPU_whose_memory_is_taken_at_start_leaves_all_models_on_the_CPU_with_one_line()
    {
        var opened = 0;
        sessions.OpenFault = device => device == Cuda && Interlocked.Increment(ref opened) == 2 ? FaultySessions.OutOfMemory : null;

        var models = await LoadAsync("one", "two");

        Assert.Equal(new("cpu", $"CUDA fails: {Reason}"), models.Device);
        Assert.All(models.All, runner => Assert.Equal("cpu", runner.Device));
        var line = Assert.Single(lines.Seen);
        Assert.StartsWith($"Models run on cpu: CUDA fails: {Reason} 2 loaded and warm after ", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line.Text);
    }

    [Fact]
    public async Task A_GPU_that_fails_its_first_run_is_left_before_the_first_image()
    {
        sessions.RunFault = (device, _) => device == Cuda ? FaultySessions.OutOfMemory : null;

        var models = await LoadAsync("one");

        Assert.Equal(("cpu", "cpu"), (models.Device!.Name, models.Get("one").Device));
    }

    [Fact]
    public async Task A_GPU_that_is_demanded_and_fails_stops_the_start()
    {
        sessions.OpenFault = device => device == Cuda ? FaultySessions.OutOfMemory : null;

        await Assert.ThrowsAsync<OnnxRuntimeException>(() => LoadAsync(("Imaging:Inference:Device", "cuda"), "one"));
    }

    [Fact]
    public async Task A_GPU_that_runs_out_of_memory_at_work_loses_the_model_and_no_picture()
    {
        var models = await LoadAsync("one", "two");
        sessions.RunFault = (device, _) => device == Cuda ? FaultySessions.OutOfMemory : null;
        lines.Seen.Clear();

        var answers = await Task.WhenAll(Enumerable.Range(1, 16).Select(number => AskAsync(models.Get("one"), number)));

        Assert.Equal(Enumerable.Range(1, 16).Select(number => (float)number), answers);
        Assert.Equal(("cpu", "cuda"), (models.Get("one").Device, models.Get("two").Device));
        Assert.Equal((LogLevel.Warning, $"Model one leaves CUDA for the CPU: {Reason}"), Assert.Single(lines.Seen));

        sessions.Runs.Clear();
        Assert.Equal(7, await AskAsync(models.Get("one"), 7));
        Assert.Equal([("cpu", 1)], sessions.Runs);
    }

    [Fact]
    public async Task Health_tells_of_a_model_that_left_the_GPU()
    {
        var models = await LoadAsync("one");
        sessions.RunFault = (device, _) => device == Cuda ? FaultySessions.OutOfMemory : null;
        await AskAsync(models.Get("one"), 1);

        var report = (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries[InferenceHealthCheck.Name];

        Assert.Equal((HealthStatus.Degraded, $"Model one left cuda for cpu: {Reason}"), (report.Status, report.Description));
        Assert.Equal(["one 1 on cpu"], (string[])report.Data["models"]);
    }

    [Fact]
    public async Task A_picture_that_no_device_can_run_is_itself_at_fault()
    {
        var models = await LoadAsync("one");
        sessions.RunFault = (_, pictures) => pictures.Any(picture => picture.Rgb[0] == 13) ? FaultySessions.RuntimeError("Reshape of 13") : null;
        lines.Seen.Clear();

        await Assert.ThrowsAsync<OnnxRuntimeException>(() => AskAsync(models.Get("one"), 13));

        Assert.Equal(14, await AskAsync(models.Get("one"), 14));
        Assert.Equal("cuda", models.Get("one").Device);
        Assert.Empty(lines.Seen);
    }

    [Fact]
    public async Task On_a_GPU_pictures_are_gathered_and_the_size_of_batches_is_measured()
    {
        var models = await LoadAsync(("Imaging:Inference:BatchDelayMax", "00:00:01"), "one");
        var measured = new ConcurrentQueue<int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "imaging.model.batch.size" && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, pictures, _, _) => measured.Enqueue(pictures));
        listener.Start();
        sessions.Runs.Clear();

        await Task.WhenAll(Enumerable.Range(1, 8).Select(number => AskAsync(models.Get("one"), number)));

        Assert.Equal([("cuda", 8)], sessions.Runs);
        Assert.Equal([8], measured);
    }

    [Fact]
    public async Task The_stopwatch_tells_of_every_model_and_batch_size()
    {
        await LoadAsync("one", "two");
        using var output = new StringWriter();

        new ModelTiming(services.GetRequiredService<ModelCatalog>(), sessions).Run(output, TimeSpan.Zero);

        var told = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("cuda: CUDA loads.", told[0].Trim());
        Assert.Equal(
            ["one batch 1", "one batch 2", "one batch 4", "one batch 8", "two batch 1", "two batch 2", "two batch 4", "two batch 8"],
            told[1..].Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..3])));
    }

    private Task<Models> LoadAsync(params string[] names) => LoadAsync(("Imaging:Inference:Device", "auto"), names);

    private async Task<Models> LoadAsync((string Key, string Value) setting, params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, name));
            File.WriteAllText(Path.Combine(folder.Path, name, "weights"), "");
            File.WriteAllText(Path.Combine(folder.Path, name, ModelFolder.DescriptionFile), Description(name));
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Imaging:Inference:ModelsPath"] = folder.Path,
            ["Imaging:Inference:BatchMax"] = "8",
            [setting.Key] = setting.Value,
        }).Build();
        services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System)
            .AddLogging(logging => logging.AddProvider(lines)).AddMetrics().AddImagingOptions().AddImagePipeline()
            .AddSingleton<IModelSessions>(sessions).BuildServiceProvider();
        var models = services.GetRequiredService<Models>();
        await models.LoadAsync();
        return models;
    }

    /// <summary>Nothing but an empty file of weights: the sessions read none.</summary>
    private static string Description(string name) => $$"""
        {
          "name": "{{name}}", "version": "1", "source": "a test",
          "input": { "width": 1, "height": 1, "channels": "rgb", "layout": "nchw", "mean": [0, 0, 0], "deviation": [1, 1, 1] },
          "stages": [{ "file": "weights", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "input": "in", "outputs": ["out"] }],
          "output": { "kind": "embedding", "length": 1, "labels": [] },
          "batch": 8
        }
        """;

    private static async Task<float> AskAsync(ModelRunner runner, int number) =>
        (await runner.RunAsync(new([(byte)number, 0, 0], 1, 1), TestContext.Current.CancellationToken))[0][0];

    /// <summary>What is logged of models.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Seen { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            if (text.StartsWith("Model", StringComparison.Ordinal))
            {
                Seen.Enqueue((logLevel, text));
            }
        }

        public void Dispose()
        {
        }
    }
}
