using Microsoft.Extensions.Options;

namespace Imaging.Worker.Inference;

/// <summary>All models, loaded and warmed at start; ready once <see cref="Device"/> is known.</summary>
internal sealed partial class Models(ModelCatalog catalog, IOptions<InferenceOptions> options, ILogger<Models> logger)
    : IHostedLifecycleService, IDisposable
{
    private readonly SessionFactory factory = new(options.Value);
    private readonly Dictionary<string, ModelRunner> runners = new(StringComparer.Ordinal);

    /// <summary>Null until all models are warm.</summary>
    public InferenceDevice? Device { get; private set; }

    public IReadOnlyCollection<string> Names => runners.Keys;

    public ModelRunner Get(string name) => runners[name];

    /// <summary>Before anything else starts: whatever takes work finds the models ready.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.Run(Load, cancellationToken);

    public void Load()
    {
        if (Device is not null)
        {
            return;
        }

        foreach (var model in catalog.All)
        {
            ModelFolder.Verify(catalog.FolderOf(model), model);
        }

        var device = factory.ChooseDevice();
        try
        {
            LoadOn(device.Name);
        }
        catch (Exception exception) when (
            device.Name == InferenceDevice.Cuda && options.Value.Device != InferenceDevice.Cuda && SessionFactory.IsMissingCuda(exception))
        {
            // CUDA loads and yet does not work (no memory left, a driver too old): the CPU does.
            Dispose();
            device = new(InferenceDevice.Cpu, $"CUDA fails: {SessionFactory.ReasonOf(exception)}");
            LoadOn(device.Name);
        }

        Device = device;
        Log.DeviceChosen(logger, device.Name, device.Reason, runners.Count);
    }

    public void Dispose()
    {
        foreach (var runner in runners.Values)
        {
            runner.Dispose();
        }

        runners.Clear();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void LoadOn(string device)
    {
        foreach (var model in catalog.All)
        {
            runners[model.Name] = new(model, catalog.FolderOf(model), factory, device);
        }
    }
}
