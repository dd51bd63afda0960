using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServiceDefaults.Authentication;

/// <summary>Issues tokens signed with the run's development key; throws where there is no such key.</summary>
public sealed class DevelopmentTokens(IOptions<SignInOptions> options, TimeProvider time)
{
    /// <summary>Issuer of every development token.</summary>
    public const string Issuer = "https://development.localhost";

    /// <summary>Audience of every development token.</summary>
    public const string Audience = "backend";

    /// <summary>How long a token is accepted: 1 hour.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>A signed token for <paramref name="subject"/>, and the moment it ends.</summary>
    /// <exception cref="InvalidOperationException">No <c>Auth:DevelopmentKey</c> is configured.</exception>
    public DevelopmentToken Issue(string subject, string? name = null, IReadOnlyCollection<string>? roles = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(subject);
        var key = options.Value.DevelopmentKey ?? throw new InvalidOperationException("Auth:DevelopmentKey is not set.");
        var now = time.GetUtcNow();
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["name"] = name ?? subject };
        if (roles is { Count: > 0 })
        {
            claims["roles"] = roles.ToArray();
        }

        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = claims,
            SigningCredentials = new(DevelopmentKey.Parse(key), SecurityAlgorithms.HmacSha256),
        });
        return new(token, now + Lifetime);
    }
}

/// <param name="Token">Compact JWT, to be sent as <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresAt">From this moment on it is refused.</param>
public sealed record DevelopmentToken(string Token, DateTimeOffset ExpiresAt);
