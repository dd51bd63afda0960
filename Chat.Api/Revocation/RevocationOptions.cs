using Microsoft.Extensions.Options;

namespace Chat.Api.Revocation;

/// <summary>Revoked users (<c>Chat</c>).</summary>
internal sealed class RevocationOptions
{
    /// <summary>The longest that a token of the issuer is good for; a revocation is remembered as long. Default: 1 day.</summary>
    public TimeSpan TokenLifetimeMax { get; set; } = TimeSpan.FromDays(1);
}

internal sealed class RevocationOptionsValidator : IValidateOptions<RevocationOptions>
{
    private static readonly TimeSpan Min = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Max = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, RevocationOptions options) => OptionChecks.Of(
        ("TokenLifetimeMax", options.TokenLifetimeMax, options.TokenLifetimeMax >= Min && options.TokenLifetimeMax <= Max, $"{Min} to {Max}"));
}
