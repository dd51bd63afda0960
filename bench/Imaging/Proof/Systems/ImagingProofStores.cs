using System.Globalization;
using System.Text.RegularExpressions;
using Support.Servers;

namespace Bench.Imaging.Proof.Systems;

/// <summary>The stores of one run. They stay up: what breaks is the way to them.</summary>
internal sealed partial class ImagingProofStores : IAsyncDisposable
{
    /// <summary>Three derivatives and no model: the protocol is the subject, and more images pass through it.</summary>
    public const string Preset = "proof";

    private readonly RedisFixture redis = new();
    private readonly PostgresFixture postgres = new();
    private readonly AzuriteFixture azurite = new();
    private string database = "";

    private ImagingProofStores()
    {
    }

    public string Database => database;

    public string Storage => azurite.ConnectionString;

    public string Redis => redis.ConnectionString;

    /// <summary>Settings that all processes share.</summary>
    public IReadOnlyDictionary<string, string> Common { get; } = new Dictionary<string, string>
    {
        ["Imaging:DatabasePoolSize"] = "12",
        [$"Imaging:Presets:{Preset}:Steps:0:Do"] = "resize",
        [$"Imaging:Presets:{Preset}:Steps:0:Name"] = "w800",
        [$"Imaging:Presets:{Preset}:Steps:0:Width"] = "800",
        [$"Imaging:Presets:{Preset}:Steps:0:Formats:0"] = "jpeg",
        [$"Imaging:Presets:{Preset}:Steps:0:Formats:1"] = "webp",
        [$"Imaging:Presets:{Preset}:Steps:1:Do"] = "resize",
        [$"Imaging:Presets:{Preset}:Steps:1:Name"] = "w200",
        [$"Imaging:Presets:{Preset}:Steps:1:Width"] = "200",
        [$"Imaging:Presets:{Preset}:Steps:1:Formats:0"] = "webp",
    };

    public static async Task<ImagingProofStores> StartAsync()
    {
        var stores = new ImagingProofStores();
        try
        {
            await Task.WhenAll(stores.redis.InitializeAsync().AsTask(), stores.postgres.InitializeAsync().AsTask(), stores.azurite.InitializeAsync().AsTask());
            stores.database = await stores.postgres.CreateDatabaseAsync();
            return stores;
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    public TcpProxy ProxyToBlobs() => TcpProxy.Start(PortOf("BlobEndpoint"));

    public TcpProxy ProxyToQueues() => TcpProxy.Start(PortOf("QueueEndpoint"));

    public TcpProxy ProxyToRedis() => TcpProxy.Start(redis.Port);

    public TcpProxy ProxyToDatabase() => TcpProxy.Start(postgres.Port);

    /// <summary>Connection string of the storage behind proxies.</summary>
    public string StorageBy(TcpProxy blobs, TcpProxy queues) => Storage
        .Replace($":{PortOf("BlobEndpoint")}/", $":{blobs.Port}/", StringComparison.Ordinal)
        .Replace($":{PortOf("QueueEndpoint")}/", $":{queues.Port}/", StringComparison.Ordinal);

    /// <summary>Connection string of the Redis behind a proxy.</summary>
    public string RedisBy(TcpProxy proxy) => redis.ConnectionString.Replace($":{redis.Port},", $":{proxy.Port},", StringComparison.Ordinal);

    /// <summary>Connection string of the database behind a proxy; a command whose answer is lost ends after five seconds.</summary>
    public string DatabaseBy(TcpProxy proxy) =>
        database.Replace($"Port={postgres.Port};", $"Port={proxy.Port};", StringComparison.Ordinal) + ";Command Timeout=5;Timeout=5;Cancellation Timeout=1000";

    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        await postgres.DisposeAsync();
        await azurite.DisposeAsync();
    }

    private int PortOf(string endpoint) => int.Parse(
        Endpoint().Matches(Storage).First(match => match.Groups[1].Value == endpoint).Groups[2].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\w+Endpoint)=http://127\.0\.0\.1:(\d+)/")]
    private static partial Regex Endpoint();
}
