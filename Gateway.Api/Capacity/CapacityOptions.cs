using Microsoft.Extensions.Options;

namespace Gateway.Api.Capacity;

/// <summary>What the running system is compared with (<c>Gateway:Capacity</c>).</summary>
internal sealed class CapacityOptions
{
    /// <summary>The profile that this system was sized by: <c>seed</c> or <c>local</c>. The AppHost sets its own. Default: seed.</summary>
    public string Profile { get; set; } = "seed";
}

internal sealed class CapacityOptionsValidator : IValidateOptions<CapacityOptions>
{
    public ValidateOptionsResult Validate(string? name, CapacityOptions options) => SizingProfiles.Find(options.Profile) is null
        ? ValidateOptionsResult.Fail($"Gateway:Capacity:Profile is '{options.Profile}'; allowed: {SizingProfiles.Allowed}.")
        : ValidateOptionsResult.Success;
}
