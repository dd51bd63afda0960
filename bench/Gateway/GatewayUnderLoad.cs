using Bench.Gateway.Http;
using Bench.Gateway.Systems;
using Bench.Lab.Processes;
using Bench.Lab.Systems;
using Hosting.LocalProcesses.Servers;

namespace Bench.Gateway;

/// <summary>A gateway of this build before its five services.</summary>
internal sealed class GatewayUnderLoad : IAsyncDisposable
{
    /// <summary>Path of the gateway's own composition; its services answer at once.</summary>
    public const string Product = "/api/products/{id}";

    /// <summary>The seed's peak, requests a second.</summary>
    public const double PeakPerSecond = 5_000;

    private readonly ServiceProcess process;

    private GatewayUnderLoad(ServiceProcess process, Upstreams upstreams) => (this.process, Upstreams) = (process, upstreams);

    public Uri Address => process.Address;

    public int ProcessId => process.Id;

    public Upstreams Upstreams { get; }

    /// <summary>Resident memory of a gateway that is ready and has served nobody, MB.</summary>
    public required double BaseMemoryMegabytes { get; init; }

    public static Task<GatewayUnderLoad> StartAsync(CancellationToken cancellationToken) => StartAsync(FreePort.Next(), [], cancellationToken);

    /// <param name="port">Where it listens.</param>
    /// <param name="more">Settings beside the lab's own.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<GatewayUnderLoad> StartAsync(int port, IEnumerable<KeyValuePair<string, string>> more, CancellationToken cancellationToken)
    {
        var upstreams = await Upstreams.StartAsync(cancellationToken);
        try
        {
            var process = await ServiceProcess.StartAsync("Gateway.Api", port, [.. GatewaySettings.For(upstreams.Ports), .. more], null, cancellationToken);
            return new(process, upstreams) { BaseMemoryMegabytes = ProcessUsage.Of(process.Id).MemoryMegabytes };
        }
        catch
        {
            await upstreams.DisposeAsync();
            throw;
        }
    }

    /// <summary>Clients that ask for <paramref name="path"/> here; an answer that is not as long as the first one has failed.</summary>
    public Task<RequestLoad> ClientsAsync(string path, CancellationToken cancellationToken) => Clients.OfAsync(Address, path, cancellationToken);

    /// <summary>The same once its code is compiled, MB.</summary>
    public double WarmMemoryMegabytes { get; private set; }

    /// <summary>Loads it for <paramref name="duration"/> before anything is measured, and the lab's own code for a third of that.</summary>
    public async Task WarmUpAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        await WarmUpLabAsync(duration / 3, cancellationToken);
        using var clients = await ClientsAsync(Product, cancellationToken);
        await WarmUp.RunAsync(clients, duration, cancellationToken);
        WarmMemoryMegabytes = ProcessUsage.Of(ProcessId).MemoryMegabytes;
    }

    /// <summary>
    /// The peak at a service itself: a generator that compiles its own code in the first second of a measured peak takes the core that the gateway needs then, and
    /// what the gateway refuses for that is the lab's fault.
    /// </summary>
    private async Task WarmUpLabAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        using var clients = await Clients.OfAsync(new($"http://127.0.0.1:{Upstreams.Ports[0]}"), Parts.Fast.Parts[0].Path, cancellationToken);
        await clients.OpenAsync(PeakPerSecond, duration, TimeSpan.FromMilliseconds(Parts.DelaysMs[0]), [], cancellationToken);
    }

    /// <summary>Runs <paramref name="load"/> and meters the gateway under it.</summary>
    public Task<Stretch> MeterAsync(Func<Task<LoadOutcome>> load) => Stretch.MeterAsync(ProcessId, Upstreams.ProcessId, load);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await Upstreams.DisposeAsync();
    }
}
