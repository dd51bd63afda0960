using Microsoft.IdentityModel.Tokens;

namespace Gateway.Api.Protection.Tokens;

/// <summary>Checks tokens, and remembers those that are good.</summary>
internal sealed class RememberedTokens(TokenHandler checks, KnownTokens known) : TokenHandler
{
    public override SecurityToken ReadToken(string token) => checks.ReadToken(token);

    public override Task<TokenValidationResult> ValidateTokenAsync(SecurityToken token, TokenValidationParameters validationParameters) =>
        checks.ValidateTokenAsync(token, validationParameters);

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var result = await checks.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid)
        {
            known.Remember(token, result.ClaimsIdentity, DateTime.SpecifyKind(result.SecurityToken.ValidTo, DateTimeKind.Utc));
        }

        return result;
    }
}
