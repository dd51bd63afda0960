namespace Aspire.Azure.Storage;

/// <summary>
/// Reads what the AppHost puts under <c>ConnectionStrings</c>: an address (<c>https://account.blob.core.windows.net/</c>), an
/// account string (<c>AccountName=...;AccountKey=...;BlobEndpoint=...</c>), or either with the name of one container or queue
/// (<c>Endpoint=https://...;ContainerName=c</c>).
/// </summary>
/// <param name="ConnectionString">For the SDK; null where an address was given.</param>
/// <param name="ServiceUri">Address of the service; null where an account string was given.</param>
/// <param name="Name">Container or queue, null where none was named.</param>
internal sealed record StorageConnection(string? ConnectionString, Uri? ServiceUri, string? Name)
{
    private const string Endpoint = "Endpoint";

    /// <summary>Of a service: the whole value is an address or an account string.</summary>
    public static StorageConnection OfService(string value) => Uri.TryCreate(value, UriKind.Absolute, out var address)
        ? new(null, address, null)
        : new(value, null, null);

    /// <summary>Of a container or queue whose name stands under <paramref name="nameKey"/>.</summary>
    public static StorageConnection OfPart(string value, string nameKey)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var bare))
        {
            return new(null, bare, null);
        }

        var pairs = value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => (Key: KeyOf(pair), Pair: pair)).ToList();
        var name = ValueOf(pairs, nameKey);
        if (Uri.TryCreate(ValueOf(pairs, Endpoint), UriKind.Absolute, out var address))
        {
            return new(null, address, name);
        }

        // The SDK refuses keys that it does not know.
        var rest = pairs.Where(pair => !Is(pair.Key, nameKey) && !Is(pair.Key, Endpoint)).Select(pair => pair.Pair);
        return new(string.Join(';', rest) is { Length: > 0 } account ? account + ";" : null, null, name);
    }

    private static string? ValueOf(List<(string Key, string Pair)> pairs, string key) =>
        pairs.Where(pair => Is(pair.Key, key)).Select(pair => pair.Pair[(pair.Key.Length + 1)..].Trim()).FirstOrDefault();

    // "AccountKey=abc==": the key ends at the first sign; a base64 value may hold more.
    private static string KeyOf(string pair) => pair.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? pair[..at] : string.Empty;

    private static bool Is(string key, string wanted) => string.Equals(key.Trim(), wanted, StringComparison.OrdinalIgnoreCase);
}
