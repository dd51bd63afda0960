using Imaging.Worker.Inference.Batching;
using Imaging.Worker.Inference.Sessions;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Inference;

/// <summary>All models, loaded and warmed at start; ready once <see cref="Device"/> is known.</summary>
internal sealed partial class Models(
    ModelCatalog catalog, IModelSessions sessions, LaneFactory lanes, InferenceMetrics metrics, IOptions<InferenceOptions> options,
    TimeProvider time, ILogger<Models> logger) : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly Dictionary<string, ModelRunner> runners = new(StringComparer.Ordinal);

    /// <summary>Null until all models are warm.</summary>
    public InferenceDevice? Device { get; private set; }

    public IReadOnlyCollection<ModelRunner> All => runners.Values;

    public ModelRunner Get(string name) => runners[name];

    /// <summary>Before anything else starts: whatever takes work finds the models ready.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.Run(LoadAsync, cancellationToken);

    public async Task LoadAsync()
    {
        if (Device is not null)
        {
            return;
        }

        var began = time.GetTimestamp();
        await Task.WhenAll(catalog.All.Select(model => Task.Run(() => ModelFolder.Verify(catalog.FolderOf(model), model))));
        var device = sessions.ChooseDevice();
        try
        {
            await LoadOnAsync(device.Name);
        }
        catch (Exception exception) when (
            device.Name == InferenceDevice.Cuda && options.Value.Device != InferenceDevice.Cuda && DeviceTrouble.Is(exception))
        {
            // CUDA loads and yet does not work (no memory left, a driver too old): the CPU does.
            await DisposeAsync();
            device = new(InferenceDevice.Cpu, $"CUDA fails: {DeviceTrouble.ReasonOf(exception)}");
            await LoadOnAsync(device.Name);
        }

        NativeHeaps.GiveBack();
        Device = device;
        Log.DeviceChosen(logger, device.Name, device.Reason, runners.Count, time.GetElapsedTime(began).TotalMilliseconds);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in runners.Values)
        {
            await runner.DisposeAsync();
        }

        runners.Clear();
    }

    // Nothing here needs the caller's context, and a container that is disposed of the short way must not leave natives behind.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LoadOnAsync(string device)
    {
        var loading = catalog.All.Select(model =>
            Task.Run(() => ModelRunner.LoadAsync(model, catalog.FolderOf(model), device, lanes, metrics, logger))).ToList();
        try
        {
            await Task.WhenAll(loading);
        }
        finally
        {
            // Those that did load are disposed of with the rest.
            foreach (var runner in loading.Where(task => task.IsCompletedSuccessfully).Select(task => task.Result))
            {
                runners[runner.Model.Name] = runner;
            }
        }
    }
}
