using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.ApiKeys;

/// <summary>Finds a key by its hash. Keys may be changed while the gateway runs; a wrong change leaves the old ones.</summary>
internal sealed class ApiKeyStore : IDisposable
{
    private const int KeyLengthMax = 256;

    private readonly IDisposable? subscription;
    private volatile FrozenDictionary<string, (string Name, ApiKeySettings Settings)> byHash;

    public ApiKeyStore(IOptionsMonitor<ApiKeyOptions> options)
    {
        byHash = Index(options.CurrentValue);
        subscription = options.OnChange(changed => byHash = Index(changed));
    }

    /// <summary>Name and settings of <paramref name="key"/>, or null. What is compared are hashes: time tells nothing of the key.</summary>
    public (string Name, ApiKeySettings Settings)? Find(string key) =>
        key.Length is > 0 and <= KeyLengthMax && byHash.TryGetValue(HashOf(key), out var found) ? found : null;

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public void Dispose() => subscription?.Dispose();

    private static FrozenDictionary<string, (string, ApiKeySettings)> Index(ApiKeyOptions options) =>
        options.ToFrozenDictionary(pair => pair.Value.Sha256.ToLowerInvariant(), pair => (pair.Key, pair.Value));
}
