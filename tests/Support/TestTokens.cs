using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Authentication;

namespace Support;

/// <summary>Development tokens for services that are started by a test.</summary>
public static class TestTokens
{
    /// <summary>Value of <c>Auth:DevelopmentKey</c> for every service of this test run.</summary>
    public static string Key { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>A token for <paramref name="subject"/>, accepted by services that were given <see cref="Key"/>.</summary>
    public static string For(string subject, params string[] roles) =>
        new DevelopmentTokens(Options.Create(new SignInOptions { DevelopmentKey = Key }), TimeProvider.System)
            .Issue(subject, roles: roles).Token;

    /// <summary>A token that was issued <paramref name="age"/> ago and ends in <paramref name="lifetime"/> from now.</summary>
    public static string Aged(string subject, TimeSpan age, TimeSpan lifetime)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = DevelopmentTokens.Issuer,
            Audience = DevelopmentTokens.Audience,
            IssuedAt = now - age,
            NotBefore = now - age,
            Expires = now + lifetime,
            Claims = new Dictionary<string, object> { ["sub"] = subject },
            SigningCredentials = new(new SymmetricSecurityKey(Convert.FromBase64String(Key)), SecurityAlgorithms.HmacSha256),
        });
    }
}
