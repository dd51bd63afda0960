using System.Net.Http.Json;

namespace Bench.Lab.Systems;

/// <summary>Tokens of a running system in Development, by its gateway's <c>POST /dev/token</c>.</summary>
internal static class DevelopmentSignIn
{
    /// <summary>A token for <paramref name="user"/>.</summary>
    /// <param name="gateway">A client of the gateway.</param>
    /// <param name="user">Its subject.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidOperationException">The system gives none: it is not in Development.</exception>
    public static async Task<string> TokenAsync(HttpClient gateway, string user, CancellationToken cancellationToken)
    {
        using var answer = await gateway.PostAsJsonAsync("/dev/token", new { sub = user }, cancellationToken);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<Answer>(cancellationToken))!.Token
            : throw new InvalidOperationException(
                $"{gateway.BaseAddress} gives no token: {(int)answer.StatusCode}. The lab signs in by POST /dev/token, which a system in Development has.");
    }

    private sealed record Answer(string Token);
}
