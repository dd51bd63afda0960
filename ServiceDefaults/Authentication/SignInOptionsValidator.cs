using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Authentication;

/// <summary>Outside Development only an OIDC issuer may sign; a development key there would be a back door.</summary>
internal sealed class SignInOptionsValidator(IHostEnvironment environment) : IValidateOptions<SignInOptions>
{
    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        var failures = environment.IsDevelopment() ? InDevelopment(options) : Elsewhere(options);
        return failures.ToList() is { Count: > 0 } all ? ValidateOptionsResult.Fail(all) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> InDevelopment(SignInOptions options) => options switch
    {
        { DevelopmentKey: null, Authority: null } =>
            ["Auth:DevelopmentKey is not set; allowed in Development: base64 of 32 bytes, or Auth:Authority with Auth:Audience."],
        { DevelopmentKey: null } => OfIssuer(options),
        { DevelopmentKey: { } key } when !DevelopmentKey.IsValid(key) =>
            ["Auth:DevelopmentKey is malformed (value not shown); allowed: base64 of 32 bytes."],
        _ => [],
    };

    private IEnumerable<string> Elsewhere(SignInOptions options) => options.DevelopmentKey is null
        ? OfIssuer(options)
        : OfIssuer(options).Prepend(
            $"Auth:DevelopmentKey is set in {environment.EnvironmentName} (value not shown); allowed: only in Development.");

    private static IEnumerable<string> OfIssuer(SignInOptions options)
    {
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) || authority.Scheme != Uri.UriSchemeHttps)
        {
            yield return $"Auth:Authority is '{options.Authority}'; allowed: the https address of an OIDC issuer.";
        }

        if (string.IsNullOrWhiteSpace(options.Audience))
        {
            yield return $"Auth:Audience is '{options.Audience}'; allowed: the audience that tokens must name.";
        }
    }
}
