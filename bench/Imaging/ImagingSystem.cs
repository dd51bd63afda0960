using System.Globalization;
using Bench.Lab.Load;
using Bench.Lab.Systems;
using Support;
using Support.Servers;

namespace Bench.Imaging;

/// <summary>The image service with real stores, all of it child processes of the lab: an API, and as many workers as are asked for.</summary>
internal sealed class ImagingSystem : IAsyncDisposable
{
    /// <summary>Three derivatives, a placeholder, moderation, faces and an embedding: what the service is for.</summary>
    public const string FullPreset = "full";

    /// <summary>Of a system that was not started here only this can be asked.</summary>
    public const string ShippedPreset = "gallery";

    /// <summary>The same derivatives and nothing else: what a command line makes too.</summary>
    public const string DerivativesPreset = "derivatives";

    /// <summary>Those derivatives, mixed as light adds up.</summary>
    public const string LinearPreset = "linear";

    /// <summary>Every way to make a size that a hostile file may reach: an animation that is kept, a smart cut, a placeholder.</summary>
    public const string HostilePreset = "hostile";

    private readonly PostgresFixture postgres = new();
    private readonly RedisFixture redis = new();
    private readonly AzuriteFixture azurite;
    private Dictionary<string, string> settings = [];
    private ServiceProcess? api;
    private int owners;

    private ImagingSystem(string? blobsIn) => azurite = blobsIn is null ? new() : AzuriteFixture.In(blobsIn);

    public ServiceProcess Api => api!;

    public ImageDatabase Database { get; private set; } = null!;

    /// <summary>Of the storage, with its key.</summary>
    public string StorageConnection => azurite.ConnectionString;

    /// <summary>Process ids of the stores by name.</summary>
    public IReadOnlyList<(string Name, IEnumerable<int> ProcessIds)> Stores =>
        [("postgres", [postgres.Id]), ("redis", [redis.Id]), ("azurite", [azurite.Id])];

    /// <summary>Starts stores and API; no worker yet.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="blobsIn">Folder for the blobs; null: where the system keeps temporary folders.</param>
    public static async Task<ImagingSystem> StartAsync(CancellationToken cancellationToken, string? blobsIn = null)
    {
        var system = new ImagingSystem(blobsIn);
        try
        {
            await system.StartStoresAsync();
            system.api = await ServiceProcess.StartAsync("Imaging.Worker", system.With(("Imaging:Role", "Api")), null, cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a worker that takes <paramref name="slots"/> images at once; <c>null</c>: as many as its own rule says.</summary>
    public async Task<ImagingWorker> StartWorkerAsync(int? slots, CancellationToken cancellationToken, params (string Key, string Value)[] more)
    {
        var own = With([("Imaging:Role", "Worker"), .. more]);
        if (slots is { } count)
        {
            own["Imaging:CoresPerWorker"] = ((double)Environment.ProcessorCount / count).ToString("R", CultureInfo.InvariantCulture);
        }

        return new(await ServiceProcess.StartAsync("Imaging.Worker", own, null, cancellationToken));
    }

    /// <summary>A user whose images nobody else's load is among.</summary>
    public (string Owner, ImagingClient Client) NewUser(LatencyRecorder? calls = null, LatencyRecorder? reserves = null)
    {
        var owner = string.Create(CultureInfo.InvariantCulture, $"lab-{Interlocked.Increment(ref owners)}");
        return (owner, new(Api.Address, TestTokens.For(owner), calls, reserves));
    }

    public async ValueTask DisposeAsync()
    {
        if (api is not null)
        {
            await api.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        await postgres.DisposeAsync();
        await redis.DisposeAsync();
        await azurite.DisposeAsync();
    }

    private async Task StartStoresAsync()
    {
        await Task.WhenAll(postgres.InitializeAsync().AsTask(), redis.InitializeAsync().AsTask(), azurite.InitializeAsync().AsTask());
        var database = await postgres.CreateDatabaseAsync();
        Database = new(database);
        settings = new()
        {
            ["ConnectionStrings:imagingdb"] = database,
            ["ConnectionStrings:redis"] = redis.ConnectionString,
            ["ConnectionStrings:blobs"] = azurite.ConnectionString,
            ["ConnectionStrings:queues"] = azurite.ConnectionString,
            // Five processes share the hundred connections of the database.
            ["Imaging:DatabasePoolSize"] = "12",
        };
        (string Name, int Width, string Format, int Quality)[] sizes = [("w1600", 1600, "webp", 80), ("w800", 800, "jpeg", 80), ("w200", 200, "webp", 75)];
        AddSteps(DerivativesPreset, Sizes(sizes));
        AddSteps(LinearPreset, Sizes(sizes));
        settings[$"Imaging:Presets:{LinearPreset}:Light"] = "linear";
        AddSteps(FullPreset, [.. Sizes(sizes), [("Do", "blurhash")], [("Do", "moderate")], [("Do", "faces")], [("Do", "embed")]]);
        AddSteps(
            HostilePreset,
            [("Do", "resize"), ("Name", "moving"), ("Width", "640"), ("Frames", "all"), ("Formats:0", "webp")],
            [("Do", "smart-crop"), ("Name", "square"), ("Width", "200"), ("Formats:0", "jpeg")],
            [("Do", "blurhash")],
            [("Do", "colour")]);
    }

    private void AddSteps(string preset, params (string Key, string Value)[][] steps)
    {
        foreach (var (index, step) in steps.Index())
        {
            foreach (var (key, value) in step)
            {
                settings[string.Create(CultureInfo.InvariantCulture, $"Imaging:Presets:{preset}:Steps:{index}:{key}")] = value;
            }
        }
    }

    private static (string Key, string Value)[][] Sizes((string Name, int Width, string Format, int Quality)[] sizes) =>
    [
        .. sizes.Select(size => new (string Key, string Value)[]
        {
            ("Do", "resize"), ("Name", size.Name), ("Width", size.Width.ToString(CultureInfo.InvariantCulture)),
            ("Formats:0", size.Format), ("Quality", size.Quality.ToString(CultureInfo.InvariantCulture)),
        }),
    ];

    private Dictionary<string, string> With(params (string Key, string Value)[] more)
    {
        var all = new Dictionary<string, string>(settings);
        foreach (var (key, value) in more)
        {
            all[key] = value;
        }

        return all;
    }
}
