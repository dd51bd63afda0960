using Microsoft.Extensions.Options;

namespace Storefront;

/// <summary>Which of the five services this process is (<c>Storefront</c>).</summary>
internal sealed class StorefrontOptions
{
    /// <summary>Catalog, Pricing, Inventory, Reviews or Recommendations. No default: the AppHost starts one process for each.</summary>
    public string? Service { get; set; }
}

internal sealed class StorefrontOptionsValidator : IValidateOptions<StorefrontOptions>
{
    public ValidateOptionsResult Validate(string? name, StorefrontOptions options) =>
        StorefrontServices.IsKnown(options.Service)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Storefront:Service is '{options.Service}'; allowed: {StorefrontServices.Names}.");
}
