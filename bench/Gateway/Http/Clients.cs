using Support;

namespace Bench.Gateway.Http;

/// <summary>Makes loads that know what a whole answer is.</summary>
internal static class Clients
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Addresses of one kind that clients ask for in turn: more than there are calls under way, so that no two are the same.</summary>
    public const int Addresses = 4_000;

    /// <summary>Clients of <paramref name="path"/>, after a call that shows how long a whole answer is.</summary>
    /// <param name="server">Where.</param>
    /// <param name="path">What; it ends with a number where there are more addresses than one.</param>
    /// <param name="addresses">Addresses, whose answers are equally long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">No call was answered with 200 and all parts: not even after a server had time to recover from the last load.</exception>
    public static async Task<RequestLoad> OfAsync(Uri server, string path, int addresses, CancellationToken cancellationToken)
    {
        var (bodyBytes, _) = await WholeAsync(server, path, cancellationToken);
        return new(server, path, bodyBytes, addresses);
    }

    /// <summary>Clients of <paramref name="path"/> that have its answer already and ask whether it still holds.</summary>
    /// <exception cref="TimeoutException">As above.</exception>
    public static async Task<RequestLoad> ThatHaveItAsync(Uri server, string path, CancellationToken cancellationToken)
    {
        var (_, tag) = await WholeAsync(server, path, cancellationToken);
        return new(server, path, bodyBytesMin: 0, tag: tag);
    }

    private static async Task<(long Bytes, string Tag)> WholeAsync(Uri server, string path, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience + Patience);
        using var connection = await HttpConnection.OpenAsync(server, limit.Token);
        var request = HttpConnection.Request(server, path);
        var (_, _, bodyBytes) = await Eventually.BecomesAsync(
            $"{server.GetLeftPart(UriPartial.Authority)}{path} to answer with all its parts",
            async () =>
            {
                await connection.GetAsync(request, limit.Token);
                return (connection.Answer.Status, connection.Answer.IsPartial, connection.Answer.BodyBytes);
            },
            answer => answer is (200, false, _),
            Patience);
        return (bodyBytes, connection.Answer.Tag);
    }
}
