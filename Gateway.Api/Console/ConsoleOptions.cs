using Microsoft.Extensions.Options;

namespace Gateway.Api.Console;

/// <summary>What the page may reach beside the gateway, and where it sends people (<c>Gateway:Console</c>). The AppHost sets its own.</summary>
internal sealed class ConsoleOptions
{
    /// <summary>
    /// Address of the blobs, such as <c>https://ACCOUNT.blob.core.windows.net/</c>, of which the origin counts: where files are uploaded to and
    /// pictures come from. Default: none; then the page's policy keeps the browser from uploading.
    /// </summary>
    public string? StorageOrigin { get; set; }

    /// <summary>Address of the Aspire dashboard, without its token. Default: none, and no links to it.</summary>
    public string? Dashboard { get; set; }

    /// <summary>
    /// Scope that the page asks the issuer for, outside Development and with <c>Auth:ClientId</c>. Default: <c>openid profile</c>;
    /// an issuer whose access tokens are for one audience wants its scope too, such as <c>openid api://backend/.default</c>.
    /// </summary>
    public string Scope { get; set; } = "openid profile";

    /// <summary>No script but our own, no frame, no form, and nothing from elsewhere but the blobs.</summary>
    public string ContentPolicy
    {
        get
        {
            // It stands in a header: an origin and nothing behind it.
            var storage = StorageOrigin is { Length: > 0 } address ? $" {new Uri(address).GetLeftPart(UriPartial.Authority)}" : "";
            return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; manifest-src 'self'; "
                + $"img-src 'self' blob:{storage}; connect-src 'self'{storage}; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
        }
    }
}

internal sealed class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>
{
    private const string Section = "Gateway:Console";

    public ValidateOptionsResult Validate(string? name, ConsoleOptions options) => Failures(options).ToList() is { Count: > 0 } failures
        ? ValidateOptionsResult.Fail(failures)
        : ValidateOptionsResult.Success;

    private static IEnumerable<string> Failures(ConsoleOptions options)
    {
        // A connection string would have a key in it.
        if (options.StorageOrigin is { Length: > 0 } origin && !IsAddress(origin))
        {
            yield return $"{Section}:{nameof(options.StorageOrigin)} is malformed (value not shown); allowed: an http or https address without a query.";
        }

        if (options.Dashboard is { Length: > 0 } dashboard && !IsAddress(dashboard))
        {
            yield return $"{Section}:{nameof(options.Dashboard)} is malformed (value not shown); allowed: an http or https address without a query.";
        }

        if (string.IsNullOrWhiteSpace(options.Scope) || options.Scope.Any(char.IsControl))
        {
            yield return $"{Section}:{nameof(options.Scope)} is '{options.Scope}'; allowed: scopes, a space apart.";
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is { Query.Length: 0, UserInfo.Length: 0 };
}
