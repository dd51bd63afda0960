using System.Security.Cryptography;
using Microsoft.Extensions.Options;
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
}
