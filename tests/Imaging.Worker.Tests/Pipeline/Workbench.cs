using Imaging.Worker.Configuration;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Support.Servers;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>A folder for one test's files, and the engine and services over it.</summary>
internal sealed class Workbench : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int files;

    public string Path => folder.Path;

    /// <summary>Whose pixels, in <see cref="Run"/> and <see cref="Reject"/>.</summary>
    public PixelLibrary Library { get; init; }

    /// <summary>The pipeline's own registrations over these settings.</summary>
    public static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System)
            .AddLogging().AddMetrics().AddImagingOptions().AddImagePipeline().BuildServiceProvider();
    }

    public string Write(byte[] bytes)
    {
        var path = System.IO.Path.Combine(folder.Path, $"source{files++}");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public EngineReport Run(byte[] bytes, string contentType, params PresetStep[] steps) =>
        PixelEngine.Run(Job(bytes, contentType, new LimitsOptions(), steps), progress: null);

    public ImageRejectedException Reject(byte[] bytes, string contentType, LimitsOptions? limits = null) =>
        Assert.Throws<ImageRejectedException>(() =>
            PixelEngine.Run(Job(bytes, contentType, limits ?? new(), [new BlurHashPreset(4, 3)]), progress: null));

    public EngineJob Job(byte[] bytes, string contentType, LimitsOptions limits, PresetStep[] steps) =>
        new(Write(bytes), contentType, Directory.CreateDirectory(System.IO.Path.Combine(folder.Path, $"work{files}")).FullName, limits, steps, [])
        {
            Library = Library,
            AssetsPath = folder.Path,
        };

    public PipelineInput Input(byte[] bytes, string contentType, string preset, IProgress<string>? progress = null) =>
        new(Write(bytes), contentType, preset, Directory.CreateDirectory(System.IO.Path.Combine(folder.Path, $"work{files}")).FullName, progress);

    public void Dispose() => folder.Dispose();
}
