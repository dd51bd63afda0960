using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using ServiceDefaults.Authentication;

namespace Gateway.Api.Console.SignIn;

/// <summary>
/// Authorization code with PKCE. The page makes the verifier and keeps it; the gateway sends the browser to the issuer and changes
/// the code into a token, so that the page needs to reach no origin but its own.
/// </summary>
internal sealed class CodeSignIn(
    IOptions<SignInOptions> signIn, IOptions<ConsoleOptions> console, IOptionsMonitor<JwtBearerOptions> bearer, IHttpClientFactory clients, TimeProvider time)
{
    public const string ClientName = "code-sign-in";

    /// <summary>An issuer is configured, and the page is known to it.</summary>
    public static bool IsOffered(SignInOptions options) => options is { DevelopmentKey: null, Authority: not null, ClientId.Length: > 0 };

    /// <summary>Where the user signs in.</summary>
    /// <exception cref="IssuerAwayException">The issuer's published settings cannot be read.</exception>
    public async Task<string> AddressAsync(string redirectUri, string challenge, string state, CancellationToken cancellationToken)
    {
        var issuer = await IssuerAsync(cancellationToken);
        return issuer.AuthorizationEndpoint + (issuer.AuthorizationEndpoint.Contains('?', StringComparison.Ordinal) ? "&" : "?") + string.Join('&', new[]
        {
            "response_type=code", Pair("client_id", signIn.Value.ClientId!), Pair("redirect_uri", redirectUri), Pair("scope", console.Value.Scope),
            Pair("state", state), Pair("code_challenge", challenge), "code_challenge_method=S256",
        });
    }

    /// <summary>The token for a code; null: the issuer refuses it.</summary>
    /// <exception cref="IssuerAwayException">The issuer does not answer, or not with a token.</exception>
    public async Task<CodeToken?> RedeemAsync(string redirectUri, string code, string verifier, CancellationToken cancellationToken)
    {
        var issuer = await IssuerAsync(cancellationToken);
        using var form = new FormUrlEncodedContent([
            new("grant_type", "authorization_code"), new("client_id", signIn.Value.ClientId), new("redirect_uri", redirectUri),
            new("code", code), new("code_verifier", verifier)]);
        try
        {
            using var answer = await clients.CreateClient(ClientName).PostAsync(issuer.TokenEndpoint, form, cancellationToken);
            if ((int)answer.StatusCode is >= 400 and < 500)
            {
                return null;
            }

            answer.EnsureSuccessStatusCode();
            var issued = await answer.Content.ReadFromJsonAsync<IssuedToken>(cancellationToken);
            return issued?.AccessToken is { Length: > 0 } token
                ? new(token, time.GetUtcNow() + TimeSpan.FromSeconds(issued.ExpiresIn))
                : throw new IssuerAwayException("The issuer answered without a token.");
        }
        catch (Exception exception) when (
            exception is HttpRequestException or System.Text.Json.JsonException or NotSupportedException || IsTimeout(exception, cancellationToken))
        {
            throw new IssuerAwayException("The issuer's token endpoint does not answer as it should.", exception);
        }
    }

    private async Task<OpenIdConnectConfiguration> IssuerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await bearer.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!.GetConfigurationAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException or IOException || IsTimeout(exception, cancellationToken))
        {
            throw new IssuerAwayException("The issuer's published settings cannot be read.", exception);
        }
    }

    private static bool IsTimeout(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    private static string Pair(string name, string value) => $"{name}={Uri.EscapeDataString(value)}";

    private sealed record IssuedToken(
        [property: System.Text.Json.Serialization.JsonPropertyName("access_token")] string? AccessToken,
        [property: System.Text.Json.Serialization.JsonPropertyName("expires_in")] double ExpiresIn);
}

/// <param name="Token">Access token, to be sent as <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresAt">From this moment on it is refused.</param>
internal sealed record CodeToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>The issuer cannot be asked now.</summary>
internal sealed class IssuerAwayException(string message, Exception? inner = null) : Exception(message, inner);
