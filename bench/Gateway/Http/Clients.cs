using Support;

namespace Bench.Gateway.Http;

/// <summary>Makes loads that know what a whole answer is.</summary>
internal static class Clients
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Clients of <paramref name="path"/>, after a call that shows how long every whole answer is.</summary>
    /// <exception cref="TimeoutException">No call was answered with 200 and all parts: not even after a server had time to recover from the last load.</exception>
    public static async Task<RequestLoad> OfAsync(Uri server, string path, CancellationToken cancellationToken)
    {
        var requests = new RequestBytes(server, path);
        return new(server, requests, (await WholeAsync(server, path, requests, cancellationToken)).Bytes);
    }

    /// <summary>Clients of <paramref name="path"/> that have its answer already and ask whether it still holds.</summary>
    /// <exception cref="TimeoutException">As above.</exception>
    public static async Task<RequestLoad> ThatHaveItAsync(Uri server, string path, CancellationToken cancellationToken)
    {
        var (_, tag) = await WholeAsync(server, path, new(server, path), cancellationToken);
        return new(server, new(server, path, tag: tag), bodyBytesMin: 0);
    }

    /// <summary>The same for a shop whose products have ids from 1 to above 999 and descriptions of their own: lengths differ, at most by half.</summary>
    /// <exception cref="TimeoutException">As above.</exception>
    public static async Task<RequestLoad> OfProductsAsync(Uri server, string path, CancellationToken cancellationToken)
    {
        var requests = new RequestBytes(server, path, digits: 3);
        return new(server, requests, (await WholeAsync(server, path, requests, cancellationToken)).Bytes / 2);
    }

    private static async Task<(long Bytes, string Tag)> WholeAsync(Uri server, string path, RequestBytes requests, CancellationToken cancellationToken)
    {
        using var connection = await HttpConnection.OpenAsync(server, Patience);
        var (_, _, bodyBytes) = await Eventually.BecomesAsync(
            $"{server.GetLeftPart(UriPartial.Authority)}{path} to answer with all its parts",
            async () =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                await connection.GetAsync(requests, Patience);
                return (connection.Answer.Status, connection.Answer.IsPartial, connection.Answer.BodyBytes);
            },
            answer => answer is (200, false, _),
            Patience);
        return (bodyBytes, connection.Answer.Tag);
    }
}
