using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.ApiKeys;

/// <summary>Keys of programs by name (<c>Gateway:ApiKeys</c>). Only hashes stand here: who reads the configuration cannot call.</summary>
internal sealed class ApiKeyOptions : Dictionary<string, ApiKeySettings>
{
    public ApiKeyOptions()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }
}

/// <summary>One key (<c>Gateway:ApiKeys:NAME</c>), as <c>Gateway.Api key NAME</c> prints it.</summary>
internal sealed class ApiKeySettings
{
    /// <summary>SHA-256 of the key, 64 hexadecimal digits. Required. A key is 256 random bits, so a slow hash would add nothing.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>What it opens: routes whose policy is <c>scope:NAME</c>. Default: nothing but routes that any signed-in caller may use.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>From this moment on it is refused. Default: never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}

internal sealed partial class ApiKeyOptionsValidator : IValidateOptions<ApiKeyOptions>
{
    private const int KeysMax = 10_000;

    public ValidateOptionsResult Validate(string? name, ApiKeyOptions options)
    {
        List<string> failures = options.Count > KeysMax ? [$"Gateway:ApiKeys has {options.Count} keys; allowed: at most {KeysMax}."] : [];
        foreach (var (key, settings) in options)
        {
            // Not shown: whoever put the key itself here must not find it in a log too.
            if (!Hash().IsMatch(settings.Sha256))
            {
                failures.Add($"Gateway:ApiKeys:{key}:Sha256 is malformed (value not shown); allowed: 64 hexadecimal digits.");
            }
        }

        failures.AddRange(options.GroupBy(pair => pair.Value.Sha256, StringComparer.OrdinalIgnoreCase).Where(same => same.Key.Length > 0 && same.Skip(1).Any())
            .Select(same => $"Gateway:ApiKeys:{same.Last().Key}:Sha256 is that of {same.First().Key}; allowed: a key of its own."));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    [GeneratedRegex("^[0-9A-Fa-f]{64}$")]
    private static partial Regex Hash();
}
