using Microsoft.Extensions.Options;

namespace Gateway.Api.Capacity;

/// <summary>What the running system is compared with (<c>Gateway:Capacity</c>).</summary>
internal sealed class CapacityOptions
{
    /// <summary>The profile that this system was sized by: <c>seed</c>, <c>local</c> or Base64 of a profile file. The AppHost sets its own. Default: seed.</summary>
    public string Profile { get; set; } = "seed";
}

internal sealed class CapacityOptionsValidator : IValidateOptions<CapacityOptions>
{
    public ValidateOptionsResult Validate(string? name, CapacityOptions options) => SizingProfiles.Read(options.Profile) is { Profile: null, Problems: var problems }
        ? ValidateOptionsResult.Fail(problems)
        : ValidateOptionsResult.Success;
}
