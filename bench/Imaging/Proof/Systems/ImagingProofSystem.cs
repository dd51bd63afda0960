using Bench.Lab.Systems;

namespace Bench.Imaging.Proof.Systems;

/// <summary>Stores, an API that nothing happens to, and the workers that everything happens to.</summary>
internal sealed class ImagingProofSystem : IAsyncDisposable
{
    private readonly ImagingProofSettings settings;
    private ServiceProcess? api;

    private ImagingProofSystem(ImagingProofSettings settings, ImagingProofStores stores)
    {
        (this.settings, Stores) = (settings, stores);
        Workers = [.. Enumerable.Range(0, settings.Workers).Select(_ => new ImagingProofWorker(stores, settings))];
    }

    public ImagingProofStores Stores { get; }

    public IReadOnlyList<ImagingProofWorker> Workers { get; }

    public Uri Api => api!.Address;

    /// <summary>Ends of processes that nobody had ordered.</summary>
    public IEnumerable<string> Crashes =>
        [.. Workers.SelectMany(worker => worker.Crashes), .. api?.ExitCode is { } code ? (string[])[$"The API ended by itself with {code}: {api.Output()}"] : []];

    public static async Task<ImagingProofSystem> StartAsync(ImagingProofSettings settings, CancellationToken cancellationToken)
    {
        var system = new ImagingProofSystem(settings, await ImagingProofStores.StartAsync());
        try
        {
            system.api = await ServiceProcess.StartAsync("Imaging.Worker", system.ApiSettings(), null, cancellationToken);
            await Task.WhenAll(system.Workers.Select(worker => worker.StartAsync(cancellationToken)));
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Workers.Select(worker => worker.DisposeAsync().AsTask()));
        if (api is not null)
        {
            await api.DisposeAsync();
        }

        await Stores.DisposeAsync();
    }

    private Dictionary<string, string> ApiSettings() => new(Stores.Common)
    {
        ["Imaging:Role"] = "Api",
        // What a run tells webhooks is counted in the outbox, where it has to stay.
        ["Webhooks:Interval"] = "00:01:00",
        ["Webhooks:AttemptsMax"] = "100",
        ["ConnectionStrings:imagingdb"] = Stores.Database,
        ["ConnectionStrings:redis"] = Stores.Redis,
        ["ConnectionStrings:blobs"] = Stores.Storage,
        ["ConnectionStrings:queues"] = Stores.Storage,
        ["Imaging:Uploads:PendingPerOwnerMax"] = "1000",
    };
}
