namespace Bench.Gateway.Http;

/// <summary>Makes loads that know what a whole answer is.</summary>
internal static class Clients
{
    /// <summary>Clients of <paramref name="path"/>, after one call that shows how long a whole answer is.</summary>
    /// <exception cref="InvalidOperationException">That call was not answered with 200 and all parts.</exception>
    public static async Task<RequestLoad> OfAsync(Uri server, string path, CancellationToken cancellationToken)
    {
        using var connection = await HttpConnection.OpenAsync(server, cancellationToken);
        // The first call to a service opens connections and compiles code: the second is as all others are.
        await connection.GetAsync(HttpConnection.Request(server, path), cancellationToken);
        await connection.GetAsync(HttpConnection.Request(server, path), cancellationToken);
        return connection.Answer is { Status: 200, IsPartial: false, BodyBytes: var whole }
            ? new(server, path, whole)
            : throw new InvalidOperationException($"{server.GetLeftPart(UriPartial.Authority)}{path} answered {connection.Answer.Status}{(connection.Answer.IsPartial ? " without a part" : "")}.");
    }
}
